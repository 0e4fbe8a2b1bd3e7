// The docked panel's place as its own buttons and keys change it: side, height, width, collapsed.

import { el, holdsFocus, mark } from './dom.js';
import { NARROWEST, WIDEST, fitted, placeOf, putAt, viewOf } from './place.js';

/** @typedef {import('../types.js').Place} Place */

const STEP = 24; // CSS px for a press of an arrow key

/**
 * @param {import('./kit.js').Kit} kit
 * @param {HTMLElement | null} host the element that is moved; null where the browser frames the panel
 */
export function framePart(kit, host) {
  const edge = el('div', { class: 'resize', role: 'separator', tabindex: 0, 'aria-orientation': 'vertical', 'aria-label': kit.words('panel_width'), 'data-key': 'resize',
    'aria-valuemin': NARROWEST, 'aria-valuemax': WIDEST });
  const now = () => (host ? fitted(placeOf(host), viewOf(host)) : null);
  const change = (/** @type {Partial<Place>} */ some) => {
    const place = now();
    if (!host || !place) return;
    const next = fitted({ ...place, ...some }, viewOf(host));
    show(next);
    kit.act({ type: 'place', place: next });
  };
  const show = (/** @type {Place} */ place) => {
    if (!host) return;
    putAt(host, place);
    mark(edge, 'aria-valuenow', fitted(place, viewOf(host)).width);
    const panel = /** @type {HTMLElement | null} */ (edge.closest('.panel'));
    if (panel) fold(panel, place);
  };
  const update = (/** @type {import('../types.js').State} */ { place }, /** @type {import('../types.js').State | null} */ before) => {
    if (JSON.stringify(place) !== JSON.stringify(before?.place)) show(place);
  };
  return { element: edge, update, change, move: (/** @type {KeyboardEvent} */ event) => moveBy(event, now(), change) };
}

/** @param {HTMLElement} panel @param {Place} place */
function fold(panel, { side, collapsed }) {
  const [tab, frame] = /** @type {HTMLElement[]} */ ([panel.querySelector('.tab'), panel.querySelector('.frame')]);
  const had = holdsFocus(panel) && frame.hidden !== collapsed;
  panel.dataset.side = side;
  tab.hidden = !collapsed;
  frame.hidden = collapsed;
  if (had) (collapsed ? tab : /** @type {HTMLElement} */ (frame.querySelector('[data-key="collapse"]'))).focus();
}

/** @param {KeyboardEvent} event @param {Place | null} place @param {(some: Partial<Place>) => void} change */
function moveBy({ key, shiftKey, target }, place, change) {
  if (!place || !key.startsWith('Arrow')) return false;
  const sideways = key === 'ArrowLeft' || key === 'ArrowRight';
  const resizes = shiftKey || (target instanceof Element && target.matches('.resize'));
  if (sideways && resizes) change({ width: place.width + (key === (place.side === 'right' ? 'ArrowLeft' : 'ArrowRight') ? STEP : -STEP) });
  else if (sideways) change({ side: key === 'ArrowLeft' ? 'left' : 'right' });
  else if (!resizes) change({ top: place.top + (key === 'ArrowDown' ? STEP : -STEP) });
  return true;
}
