// The panel: it shows a State and asks for Actions, and knows nothing of helpdesks, servers or the browser's extension interface.

import { contentPart } from './content.js';
import { draftPart } from './draft.js';
import { el, focused, holdsFocus } from './dom.js';
import { framePart } from './frame.js';
import { headPart } from './head.js';
import { heardPart } from './heard.js';
import { takeKeys } from './keys.js';
import { kitOf, warmFormats } from './kit.js';
import { noticePart } from './notices.js';
import { takePresses } from './press.js';
import { foundPart, searchBox } from './search.js';
import { watchShown } from './shown.js';
import { tabPart } from './tab.js';

/** @typedef {import('../types.js').State} State */

/**
 * Build the panel in the root and hand back how it is told what to show.
 * @param {ShadowRoot | HTMLElement} root
 * @param {import('../types.js').PanelOptions} options
 * @returns {import('../types.js').Panel}
 */
export function mountPanel(root, options) {
  const kit = kitOf(options);
  const host = kit.docked && root instanceof ShadowRoot ? /** @type {HTMLElement} */ (root.host) : null;
  const { element, parts, frame, search, draft } = build(kit, host);
  /** @type {State | null} */
  let last = null;
  const back = whereFocusCame(element, kit.signal);
  const escape = () => {
    if (draft.close()) return;
    if (last?.notice) kit.act({ type: 'close-notice' });
    else if (last?.search || search.filled()) search.clear();
    else if (host && !last?.place.collapsed) {
      frame.change({ collapsed: true });
      back()?.focus();
    }
  };
  takePresses(element, kit.signal);
  takeKeys(element, { escape, move: frame.move }, kit.signal);
  root.append(element);
  kit.signal.addEventListener('abort', () => element.remove(), { once: true });
  warmFormats(kit);
  const render = (/** @type {State} */ state) => {
    const had = holdsFocus(element);
    for (const part of parts) part.update(state, last);
    last = structuredClone(state);
    if (had && !focused(element)?.checkVisibility()) focusIn(element); // what had it is hidden now
  };
  return { element, render, focus: () => holdsFocus(element) || focusIn(element) };
}

/** @param {import('./kit.js').Kit} kit @param {HTMLElement | null} host */
function build(kit, host) {
  const frame = framePart(kit, host);
  const search = searchBox(kit);
  const head = headPart(kit, () => frame.change({ collapsed: true }));
  const draft = draftPart(kit);
  head.element.querySelector('.tools')?.before(draft.toggle);
  const tab = tabPart(kit, () => frame.change({ collapsed: false }));
  const inside = [head, draft, search, heardPart(kit), noticePart(kit), foundPart(kit, search.clear), contentPart(kit, watchShown(kit))];
  const body = el('div', { class: 'frame' }, ...inside.map(({ element }) => element), host && frame.element);
  const attributes = { class: kit.docked ? 'panel docked' : 'panel', lang: kit.language, 'aria-label': kit.words('panel_name') };
  const element = el('section', attributes, host && tab.element, body);
  return { element, frame, search, draft, parts: [frame, tab, ...inside] };
}

/** On the tab, the first suggestion, or what else there is to read. @param {HTMLElement} element */
function focusIn(element) {
  const first = ['.tab:not([hidden])', '.frame:not([hidden]) .scroll:not([hidden]) .card:not(.away)', '.scroll:not([hidden])'];
  const found = first.map((selector) => element.querySelector(selector)).find((node) => node !== null);
  if (found instanceof HTMLElement) found.focus();
}

/** What in the page had the focus before the panel took it, so that Escape gives it back. @param {HTMLElement} element @param {AbortSignal} signal */
function whereFocusCame(element, signal) {
  /** @type {WeakRef<HTMLElement> | null} */
  let before = null;
  element.addEventListener('focusin', ({ relatedTarget }) => {
    if (relatedTarget instanceof HTMLElement && !element.contains(relatedTarget)) before = new WeakRef(relatedTarget);
  }, { signal, capture: true });
  return () => before?.deref() ?? null;
}
