// What can be done with a suggestion: insert, copy, say whether it was good, and why not.

import { copyButton } from './copy.js';
import { el, mark, write } from './dom.js';
import { icon } from './icons.js';
import { shortcutOf } from './kit.js';
import { button } from './press.js';

/** @typedef {import('./kit.js').Kit} Kit */
/** @typedef {import('../types.js').Suggestion} Suggestion */

/** @param {Kit} kit @returns {{reason: string, text: string}[]} the codes are the API's */
const reasonsOf = ({ words }) => [
  { reason: 'wrong_topic', text: words('panel_reason_topic') },
  { reason: 'out_of_date', text: words('panel_reason_date') },
  { reason: 'wrong_tone', text: words('panel_reason_tone') },
  { reason: 'not_needed', text: words('panel_reason_need') },
];

/**
 * The insert button of a suggestion or of any text; it names the mode of the composer.
 * @param {Kit} kit
 * @param {import('../types.js').Action & {type: 'insert'}} action
 * @param {{key: string, primary?: boolean, shortcut?: string | null}} options
 * @returns {import('./kit.js').Part}
 */
export function insertButton({ words, act }, action, { key, primary = false, shortcut = null }) {
  const label = el('span', {}, words('panel_insert'));
  const attributes = { class: primary ? 'button primary' : 'button', 'data-insert': true, 'data-keep': true, 'data-key': `insert ${key}`, 'aria-keyshortcuts': shortcut };
  const element = button(attributes, () => act(action), icon('insert'), label);
  return { element, update: ({ mode }) => write(label, mode === 'internal' ? words('panel_insert_note') : words('panel_insert')) };
}

/** @param {Kit} kit @param {Suggestion} suggestion @param {number} place @returns {import('./kit.js').Part} */
export function cardButtons(kit, { id, text, evidence }, place) {
  const { words, act } = kit;
  /** @type {import('../types.js').Action & {type: 'insert'}} */
  const action = evidence.some(({ internal }) => internal) ? { type: 'insert', id, internal: true } : { type: 'insert', id };
  const insert = insertButton(kit, action, { key: id, primary: true, shortcut: shortcutOf(place)?.named ?? null });
  const up = thumb('up', words('panel_up'), id, () => act({ type: 'rate', id, up: true }));
  const down = thumb('down', words('panel_down'), id, () => ask(element, down));
  const row = el('div', { class: 'card-buttons' }, insert.element, copyButton(kit, text, { id, key: id }), el('span', { class: 'thumbs' }, up, down));
  const thanks = el('p', { class: 'thanks soft', hidden: true }, icon('check'), words('panel_thanks'));
  const element = el('div', {}, row, reasons(kit, id, () => closeAsking(element, down)), thanks);
  mark(down, 'aria-expanded', 'false');
  const update = (/** @type {import('../types.js').State} */ state) => {
    insert.update(state, null);
    mark(up, 'aria-pressed', String(state.rated[id] === 'up'));
    mark(down, 'aria-pressed', String(state.rated[id] === 'down'));
    thanks.hidden = !state.rated[id];
  };
  return { element, update };
}

/** @param {'up' | 'down'} name @param {string} label @param {string} id @param {() => void} pressed */
const thumb = (name, label, id, pressed) =>
  button({ class: 'button ghost square', title: label, 'data-key': `${name} ${id}`, 'aria-pressed': 'false' }, pressed, icon(name, label));

/** @param {Kit} kit @param {string} id @param {() => void} done */
function reasons(kit, id, done) {
  const { words, act } = kit;
  const chips = reasonsOf(kit).map(({ reason, text }) => button({ class: 'chip', 'data-key': `${reason} ${id}` }, () => {
    done();
    act({ type: 'rate', id, up: false, reason });
  }, text));
  return el('div', { class: 'reasons', role: 'group', 'aria-label': words('panel_what_wrong'), hidden: true },
    el('span', { class: 'soft', 'aria-hidden': 'true' }, words('panel_what_wrong')), ...chips);
}

/** @param {HTMLElement} buttons @param {HTMLElement} down */
function ask(buttons, down) {
  const row = /** @type {HTMLElement} */ (buttons.querySelector('.reasons'));
  row.hidden = !row.hidden;
  down.setAttribute('aria-expanded', String(!row.hidden));
  if (!row.hidden) row.querySelector('button')?.focus();
}

/** @param {HTMLElement} buttons @param {HTMLElement} down */
function closeAsking(buttons, down) {
  /** @type {HTMLElement} */ (buttons.querySelector('.reasons')).hidden = true;
  down.setAttribute('aria-expanded', 'false');
  down.focus();
}
