// What the panel and the list say when no answer came, and the one thing that helps.

import { byId, el, icon } from './dom.js';
import { announce } from './panel.js';

/** @typedef {import('./api.js').ApiError} ApiError */

/** The first row that fits is taken. `button` is what helps: to ask again, or to load the page with its new key. */
const ROWS = [
  { fits: (/** @type {number} */ status) => status === 0, icon: 'unplugged', title: 'The server is away', detail: 'It does not answer. Start it again, then try again; your reply is kept.' },
  { fits: (/** @type {number} */ status) => status === 401 || status === 403, icon: 'key', title: 'The key was refused', detail: 'This page\u2019s key is no longer good. A fresh page brings a fresh key.', reload: true },
  { fits: (/** @type {number} */ status) => status === 503, icon: 'wrench', title: 'Not ready yet', detail: 'The server cannot answer until something is put right.' },
  { fits: () => true, icon: 'critical', title: 'That did not work', detail: 'The server could not answer this.' },
];

/** @param {ApiError} error @param {() => void} retry */
export function troubleBox(error, retry) {
  const row = ROWS.find(({ fits }) => fits(error.status)) ?? ROWS[ROWS.length - 1];
  const again = row.reload ? () => location.reload() : retry;
  return el(
    'section',
    { class: 'trouble', role: 'alert' },
    icon(row.icon),
    el('h3', {}, row.title),
    el('p', {}, error.detail || row.detail),
    error.mend ? el('p', { class: 'mend' }, el('b', {}, 'What helps: '), ...mendNodes(error.mend)) : null,
    el('button', { type: 'button', class: 'button primary', onclick: again }, icon('refresh'), row.reload ? 'Load the page again' : 'Try again'),
  );
}

/** Commands stand between backticks. @param {string} mend */
const mendNodes = (mend) => mend.split('`').map((part, i) => (i % 2 ? el('code', {}, part) : part));

/** @param {ApiError} error @param {() => void} retry */
export function showTrouble(error, retry) {
  byId('assist').removeAttribute('aria-busy');
  byId('assist').replaceChildren(troubleBox(error, retry));
  announce('');
}
