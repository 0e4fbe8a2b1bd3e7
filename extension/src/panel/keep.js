// What a redraw must not lose: the focus, what was opened, how far it was scrolled.

import { focused, holdsFocus } from './dom.js';

/** @param {Element} container @param {string} key */
const byKey = (container, key) => [...container.querySelectorAll('[data-key]')].find((node) => /** @type {HTMLElement} */ (node).dataset.key === key);

/** @param {HTMLElement} container */
const openKeys = (container) => [...container.querySelectorAll('details[open][data-key]')].map((node) => /** @type {HTMLElement} */ (node).dataset.key ?? '');

/**
 * Redraw what is in the container. `same` says that it is about the same ticket still: what was opened stays open.
 * @param {HTMLElement} container
 * @param {() => void} draw
 * @param {boolean} same
 */
export function redraw(container, draw, same) {
  const key = holdsFocus(container) ? (focused(container)?.dataset.key ?? '') : null;
  const opened = same ? openKeys(container) : [];
  const top = container.scrollTop;
  draw();
  for (const open of opened) byKey(container, open)?.setAttribute('open', '');
  if (top) container.scrollTop = same ? top : 0; // asks for a layout, so only where it was scrolled
  if (key !== null && !holdsFocus(container)) focusAgain(container, key);
}

/** On what stands where the focus was, else on the region, so that the keyboard does not fall out of the panel. @param {HTMLElement} container @param {string} key */
function focusAgain(container, key) {
  const next = byKey(container, key) ?? container.closest('[tabindex]');
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}
