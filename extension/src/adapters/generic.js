// Every page that no other adapter knows: nothing is read, and what is written goes where the agent last wrote.

import { visible } from '../dom.js';

const FIELDS = 'textarea, input[type="text"], input[type="search"], input:not([type])';

/** @type {WeakMap<Document, HTMLElement>} */
const last = new WeakMap(); // by page, because the panel takes the focus when it is clicked

export const name = 'generic';
export const label = 'any other page';
export const sites = /** @type {string[]} */ ([]);
export const basis = 'run';

export const detect = () => true;
export const ticketId = () => null;
export const readTicket = async () => null;

/**
 * Remember where the agent writes, so that findComposer still knows once the panel has the focus.
 * @param {Document} doc
 * @param {AbortSignal} signal
 */
export function watch(doc, signal) {
  doc.addEventListener('focusin', () => findComposer(doc), { signal, capture: true });
}

/** @param {Document} doc @returns {import('../types.js').Composer | null} */
export function findComposer(doc) {
  const focused = editable(doc.activeElement);
  if (focused) last.set(doc, focused);
  const box = focused ?? last.get(doc);
  return visible(box) && box ? { box, mode: 'reply', reveal: null, send: [] } : null;
}

/**
 * The box that would be typed in, also inside a same-origin frame. Shadow roots are left alone: the panel is one.
 * @param {Element | null} element
 * @returns {HTMLElement | null}
 */
function editable(element) {
  if (!element) return null;
  const inner = element.nodeName === 'IFRAME' ? insideOf(/** @type {HTMLIFrameElement} */ (element)) : null;
  if (inner) return inner.designMode === 'on' ? inner.body : editable(inner.activeElement);
  const box = /** @type {HTMLTextAreaElement} */ (element);
  if (element.matches(FIELDS)) return box.disabled || box.readOnly ? null : box;
  let host = box.isContentEditable ? element : null;
  while (host && /** @type {HTMLElement | null} */ (host.parentElement)?.isContentEditable) host = host.parentElement;
  return /** @type {HTMLElement | null} */ (host);
}

/** @param {HTMLIFrameElement} frame */
const insideOf = (frame) => frame.contentDocument; // null where the frame is of another origin
