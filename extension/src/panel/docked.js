// The panel over the helpdesk's page: an element of its own with a closed root, fixed, so that the page's layout never shifts.

import { makeDraggable } from './drag.js';
import { el } from './dom.js';
import { placeOf, putAt } from './place.js';

/** Inline and important: neither the page's styles nor its resets reach it. */
const STYLE = { all: 'initial', display: 'block', position: 'fixed', 'z-index': '2147483647', direction: 'ltr' };

/**
 * Add the panel's place to the page; it stays unseen until its style is there. A plain element, for a page that defines a
 * custom one is handed even a closed root by its ElementInternals.
 * @param {Document} doc
 * @param {{styleUrl: string, onPlace: (place: import('../types.js').Place) => void, signal: AbortSignal}} options
 * @returns {{root: ShadowRoot, host: HTMLElement}}
 */
export function dock(doc, { styleUrl, onPlace, signal }) {
  const host = doc.createElement('div');
  host.setAttribute('data-agent-assist', '');
  for (const [name, value] of Object.entries(STYLE)) host.style.setProperty(name, value, 'important');
  host.style.setProperty('visibility', 'hidden', 'important');
  const root = host.attachShadow({ mode: 'closed' });
  const style = el('link', { rel: 'stylesheet', href: styleUrl });
  style.addEventListener('load', () => host.style.setProperty('visibility', 'visible', 'important'), { signal });
  root.append(style);
  putAt(host, placeOf(host));
  makeDraggable(root, host, onPlace, signal);
  window.addEventListener('resize', () => putAt(host, placeOf(host)), { signal });
  signal.addEventListener('abort', () => host.remove(), { once: true });
  doc.documentElement.append(host);
  return { root, host };
}
