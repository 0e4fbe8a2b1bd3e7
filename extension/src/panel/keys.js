// Keys within the panel: they stop at its edge, so that the helpdesk's own shortcuts don't fire.

import { focused } from './dom.js';
import { nearest, press } from './press.js';

/** Whatever typing, pasting and pressing in the panel sets off is no business of the page. */
const STOPPED = [
  'keydown', 'keyup', 'keypress', 'beforeinput', 'input', 'change', 'compositionstart', 'compositionupdate', 'compositionend',
  'copy', 'cut', 'paste', 'focusin', 'focusout', 'mousedown', 'mouseup', 'click', 'dblclick', 'auxclick', 'pointerdown', 'touchstart',
  'contextmenu', 'dragstart', 'drop', 'selectstart',
];
const CARD = '.card:not(.away)';

/** @typedef {{escape: () => void, move: (event: KeyboardEvent) => boolean}} Moves */

/** @param {HTMLElement} element @param {Moves} moves @param {AbortSignal} signal */
export function takeKeys(element, moves, signal) {
  element.addEventListener('keydown', (event) => {
    if (event.isTrusted && !event.isComposing && act(element, event, moves)) event.preventDefault();
  }, { signal });
  for (const name of STOPPED) element.addEventListener(name, (event) => event.stopPropagation(), { signal });
}

/** Whether the key did something. @param {HTMLElement} element @param {KeyboardEvent} event @param {Moves} moves */
function act(element, event, moves) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === 'Escape') {
    moves.escape();
    return true;
  }
  if (nearest(event, '[data-move], .resize')) return moves.move(event);
  const card = event.target instanceof Element && event.target.matches(CARD) ? event.target : null;
  if (!card) return false;
  if (event.key === 'Enter' && !event.repeat) {
    press(card.querySelector('[data-insert]'));
    return true;
  }
  return toCard(element, card, event.key);
}

/** @param {HTMLElement} element @param {Element} card @param {string} key */
function toCard(element, card, key) {
  const cards = /** @type {HTMLElement[]} */ ([...element.querySelectorAll('.card')]);
  const at = cards.indexOf(/** @type {HTMLElement} */ (card));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: cards.length - 1 }[key];
  const next = to === undefined ? undefined : cards[to];
  if (!next) return false;
  (next.classList.contains('away') ? next.querySelector('button') : next)?.focus();
  return focused(element) !== card;
}
