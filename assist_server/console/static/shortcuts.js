// The keys. Single letters work only outside a text field, and can be switched off.

import { byId } from './dom.js';

const KEY = 'assist-single-keys';

/** @typedef {{step: (by: number) => void, insert: (place: number) => void, inList: () => boolean}} Desk */

/** @param {EventTarget | null} target */
const writing = (target) => target instanceof Element && Boolean(target.closest('input, textarea, select, [contenteditable]'));

/** @param {string} id */
const opener = (id) => () => byId(id).showModal();

/** @param {Desk} desk */
export function listenForKeys(desk) {
  /** @type {Record<string, () => void>} */
  const letters = {
    j: () => desk.step(1),
    k: () => desk.step(-1),
    r: () => byId('reply').focus(),
    '/': () => {
      document.dispatchEvent(new CustomEvent('assist:view', { detail: 'assist' }));
      byId('query').focus();
    },
    n: () => byId('new-ticket').click(),
    '?': opener('keys-dialog'),
  };
  document.addEventListener('keydown', (event) => {
    if (document.querySelector('dialog[open]')) return;
    const act = insertion(event, desk) ?? arrow(event, desk) ?? letter(event, letters);
    if (!act) return;
    event.preventDefault();
    act();
  });
  byId('show-keys').addEventListener('click', opener('keys-dialog'));
  rememberSwitch();
}

/** By the key's place, since Alt+1 types another sign on some keyboards. @param {KeyboardEvent} event @param {Desk} desk */
function insertion(event, desk) {
  const digit = /^(?:Digit|Numpad)([1-3])$/.exec(event.code);
  if (!digit || !event.altKey || event.ctrlKey || event.metaKey) return null;
  return () => desk.insert(Number(digit[1]));
}

/** @param {KeyboardEvent} event @param {Desk} desk */
function arrow(event, desk) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const here = desk.inList() || document.activeElement === document.body;
  if (!by || !here || event.altKey || event.ctrlKey || event.metaKey) return null;
  return () => desk.step(by);
}

/** @param {KeyboardEvent} event @param {Record<string, () => void>} letters */
function letter(event, letters) {
  if (event.altKey || event.ctrlKey || event.metaKey || writing(event.target) || !byId('single-keys').checked) return null;
  return letters[event.key] ?? null;
}

function rememberSwitch() {
  const box = byId('single-keys');
  try {
    box.checked = localStorage.getItem(KEY) !== 'off';
    box.addEventListener('change', () => localStorage.setItem(KEY, box.checked ? 'on' : 'off'));
  } catch {
    // storage is off: the choice lasts as long as the page
  }
}
