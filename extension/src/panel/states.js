// What stands in the panel while there is no answer to show, each calm and with the one step that helps.

import { cut, el, foreign } from './dom.js';
import { icon } from './icons.js';
import { button } from './press.js';

/** @typedef {import('./kit.js').Kit} Kit */
/** @typedef {import('../types.js').Problem} Problem */

export function skeleton() {
  const line = (/** @type {string} */ size) => el('span', { class: `bone ${size}` });
  const card = () => el('div', { class: 'bones boxed' }, line('short'), line('full'), line('full'), line('half'), line('button-size'));
  return el('div', { class: 'skeleton', 'aria-hidden': 'true' }, el('div', { class: 'bones' }, line('half'), line('full')), card(), card());
}

/** @param {string} drawing @param {string} title @param {...import('./dom.js').Child} more */
export const quietBox = (drawing, title, ...more) => el('section', { class: 'quiet' }, icon(drawing), el('h3', {}, title), ...more);

/** @param {string} text */
const line = (text) => el('p', { class: 'soft' }, text);

/** @param {Kit} kit */
export const nothingGood = ({ words }) => quietBox('quiet', words('panel_nothing_title'), line(words('panel_nothing_text')));

/** An experiment of the desk holds the suggestions back: said as it is, with a way to see them. @param {Kit} kit */
export const heldBack = ({ words, act }) =>
  quietBox('lock', words('panel_held_title'), line(words('panel_held_text')),
    button({ class: 'button', 'data-key': 'reveal' }, () => act({ type: 'reveal' }), icon('search'), words('panel_held_show')));

/** @param {Kit} kit */
export const noTicket = ({ words }) => quietBox('ticket', words('panel_no_ticket_title'), line(words('panel_no_ticket_text')));

/** @param {Kit} kit */
const again = ({ words, act }, label = words('panel_try_again')) =>
  button({ class: 'button', 'data-key': 'again' }, () => act({ type: 'again' }), icon('refresh'), label);

/** @param {Kit} kit */
const settings = ({ words, act }) =>
  button({ class: 'button primary', 'data-key': 'to-options' }, () => act({ type: 'options' }), icon('settings'), words('panel_open_settings'));

/** @param {Kit} kit @param {import('../types.js').Withdrawn} withdrawn @returns {[string, string]} title and text */
export function withdrawnWords({ words }, withdrawn) {
  if (withdrawn === 'customer-wrote') return [words('panel_customer_wrote'), words('panel_customer_wrote_text')];
  if (withdrawn === 'sent') return [words('panel_you_answered'), words('panel_you_answered_text')];
  return [words('panel_answered_elsewhere'), words('panel_answered_elsewhere_text')];
}

/** @param {Kit} kit @param {import('../types.js').Withdrawn} withdrawn */
export function withdrawnBox(kit, withdrawn) {
  const [title, text] = withdrawnWords(kit, withdrawn);
  return quietBox('chat', title, line(text), again(kit, kit.words('panel_update')));
}

/** @param {Kit} kit @param {{id: string, title: string}[]} tickets */
export function severalTickets(kit, tickets) {
  const { words } = kit;
  const rows = tickets.slice(0, 20).map(({ id, title }) => el('li', {}, icon('ticket'), el('span', {}, foreign(title || id, 'title'), ' ', title ? foreign(id, 'soft') : null)));
  return el('section', { class: 'several' }, quietBox('ticket', words('panel_several_title'), line(words('panel_several_text'))), el('ul', {}, ...rows), again(kit, words('panel_update')));
}

const DRAWING = { setup: 'key', away: 'unplugged', refused: 'key', invalid: 'critical', failed: 'critical', unreadable: 'ticket' };

/** @param {Kit} kit @param {Problem} problem */
export function problemBox(kit, problem) {
  const { kind, mend } = problem;
  const steps = kind === 'setup' ? [settings(kit)] : kind === 'refused' ? [settings(kit), again(kit)] : [again(kit)];
  return el(
    'section',
    { class: `trouble trouble-${kind}` },
    icon(DRAWING[kind]),
    el('h3', { dir: 'auto' }, problemTitle(kit, problem)),
    el('p', { class: 'soft', dir: 'auto' }, ...(mend ? commands(kit.words(mend)) : [problemText(kit, kind)])),
    el('div', { class: 'steps' }, ...steps),
  );
}

/** Commands stand between backticks. @param {string} mend */
const commands = (mend) => mend.slice(0, 1_000).split('`').map((part, i) => (i % 2 ? el('code', {}, part) : part));

/** As the worker or the server puts it, which may be a key of ours; else by its kind. @param {Kit} kit @param {Problem} problem */
export function problemTitle({ words }, { kind, title }) {
  if (title) return cut(words(title), 300);
  switch (kind) {
    case 'setup': return words('panel_setup_title');
    case 'away': return words('panel_away_title');
    case 'refused': return words('panel_refused_title');
    case 'invalid': return words('panel_invalid_title');
    default: return words('panel_failed_title');
  }
}

/** @param {Kit} kit @param {Problem['kind']} kind */
function problemText({ words }, kind) {
  switch (kind) {
    case 'setup': return words('panel_setup_text');
    case 'away': return words('panel_away_text');
    case 'refused': return words('panel_refused_text');
    case 'invalid': return words('panel_invalid_text');
    default: return words('panel_failed_text');
  }
}
