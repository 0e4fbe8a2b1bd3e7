// Where no adapter can read: the agent selects the customer's words, or pastes them here.

import { el } from './dom.js';
import { icon } from './icons.js';
import { button } from './press.js';

const MOST = 20_000; // characters

/** @param {import('./kit.js').Kit} kit */
export const freeForm = (kit) => el('div', { class: 'free-form' }, select(kit), el('p', { class: 'or soft' }, kit.words('panel_or')), ...paste(kit));

/** On a page that no adapter knows. @param {import('./kit.js').Kit} kit @param {boolean} asked whether there is an answer already; then the form is folded away */
export function freeText(kit, asked) {
  const { words } = kit;
  const form = freeForm(kit);
  if (asked) {
    const summary = el('summary', { 'data-key': 'free-summary' }, icon('chevron'), icon('select'), el('span', { class: 'title' }, words('panel_another_text')));
    return el('details', { class: 'free', 'data-key': 'free' }, summary, form);
  }
  return el('section', { class: 'free' }, el('h3', {}, words('panel_generic_title')), el('p', { class: 'soft' }, words('panel_generic_text')), form);
}

/** @param {import('./kit.js').Kit} kit */
const select = ({ words, act }) =>
  button({ class: 'button primary', 'data-keep': true, 'data-key': 'read-selection' }, () => act({ type: 'read-selection' }), icon('select'), words('panel_read_selection'));

/** @param {import('./kit.js').Kit} kit @returns {HTMLElement[]} */
function paste({ words, act }) {
  const attributes = { rows: 4, maxlength: MOST, dir: 'auto', 'data-key': 'paste', placeholder: words('panel_paste_here') };
  const box = /** @type {HTMLTextAreaElement} */ (el('textarea', attributes));
  const label = el('label', { class: 'free-label' }, el('span', {}, words('panel_paste_label')), box);
  const ask = button({ class: 'button', 'data-key': 'paste-ask' }, () => {
    const text = box.value.trim();
    if (text) act({ type: 'paste', text });
    else box.focus();
  }, icon('spark'), words('panel_suggest'));
  return [label, ask];
}
