// Moving the docked panel by its head or tab, and its inner edge, with the mouse, a finger or a pen.

import { fitted, placeOf, putAt, viewOf } from './place.js';
import { nearest } from './press.js';

/** @typedef {import('../types.js').Place} Place */

const SLACK = 4; // CSS px that a press may slip before it is a drag

/**
 * @param {ShadowRoot} root
 * @param {HTMLElement} host
 * @param {(place: Place) => void} onPlace when it is let go
 * @param {AbortSignal} signal
 */
export function makeDraggable(root, host, onPlace, signal) {
  root.addEventListener('pointerdown', (event) => {
    const pressed = /** @type {PointerEvent} */ (event);
    if (!pressed.isTrusted || pressed.button !== 0) return;
    const edge = nearest(pressed, '.resize');
    const grip = edge ?? (nearest(pressed, '.head button:not([data-move]), .head a, input') ? null : nearest(pressed, '.grip'));
    if (grip) follow(grip, pressed, { host, onPlace, signal, change: edge ? wider : moved });
  }, { signal, capture: true }); // the panel lets no press out
}

/** @typedef {(place: Place, from: PointerEvent, to: PointerEvent, host: HTMLElement) => Place} Change */

/** @type {Change} */
function moved(place, from, to, host) {
  const middle = viewOf(host).width / 2;
  const crossed = Math.abs(to.clientX - from.clientX) > SLACK * 10;
  return { ...place, side: crossed ? (to.clientX < middle ? 'left' : 'right') : place.side, top: place.top + to.clientY - from.clientY };
}

/** @type {Change} */
function wider(place, from, to) {
  const outward = place.side === 'right' ? from.clientX - to.clientX : to.clientX - from.clientX;
  return { ...place, width: place.width + outward };
}

/**
 * @param {HTMLElement} grip
 * @param {PointerEvent} from
 * @param {{host: HTMLElement, onPlace: (place: Place) => void, signal: AbortSignal, change: Change}} drag
 */
function follow(grip, from, { host, onPlace, signal, change }) {
  const start = fitted(placeOf(host), viewOf(host));
  const ended = new AbortController();
  const options = { signal: AbortSignal.any([signal, ended.signal]) };
  let dragged = false;
  const to = (/** @type {PointerEvent} */ event) => {
    dragged ||= Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > SLACK;
    if (!dragged) return;
    grip.setPointerCapture(from.pointerId);
    putAt(host, fitted(change(start, from, event, host), viewOf(host)));
  };
  const end = () => {
    ended.abort();
    if (!dragged) return;
    grip.addEventListener('click', (event) => event.stopImmediatePropagation(), { once: true, capture: true, signal: AbortSignal.timeout(50) });
    onPlace(placeOf(host));
  };
  // the pointer may leave the small grip before it is captured: listen where it can't
  window.addEventListener('pointermove', (event) => event.isTrusted && event.pointerId === from.pointerId && to(event), options);
  for (const name of /** @type {const} */ (['pointerup', 'pointercancel'])) {
    window.addEventListener(name, (event) => event.isTrusted && event.pointerId === from.pointerId && end(), { ...options, capture: true });
  }
}
