// Buttons, and the one place where a press is taken: a click that a script made up is not one.

import { el } from './dom.js';

/** @typedef {(pressed: HTMLElement) => void} Press */

/** @type {WeakMap<Element, Press>} */
const presses = new WeakMap();

/**
 * A button. `data-keep` leaves the focus, and with it the cursor or selection, in the page.
 * @param {import('./dom.js').Attributes} attributes
 * @param {Press} press
 * @param {...import('./dom.js').Child} children
 */
export function button(attributes, press, ...children) {
  const made = /** @type {HTMLButtonElement} */ (el('button', { type: 'button', 'data-press': true, ...attributes }, ...children));
  presses.set(made, press);
  return made;
}

/** Press it from the keyboard on behalf of a trusted key. @param {Element | null} node */
export function press(node) {
  if (node instanceof HTMLElement) presses.get(node)?.(node);
}

/** @param {HTMLElement} element @param {AbortSignal} signal */
export function takePresses(element, signal) {
  element.addEventListener('click', (event) => event.isTrusted && press(nearest(event, '[data-press]')), { signal });
  element.addEventListener('mousedown', (event) => nearest(event, '[data-keep]') && event.preventDefault(), { signal });
}

/** @param {Event} event @param {string} selector @returns {HTMLElement | null} */
export const nearest = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null);
