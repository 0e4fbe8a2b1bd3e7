// One suggestion: its text, how sure it is, where it comes from, and what can be done with it.

import { cardButtons } from './card-buttons.js';
import { el, holdsFocus, mark, spoken } from './dom.js';
import { evidenceList, internalMark } from './evidence.js';
import { icon } from './icons.js';
import { confidenceName, confidenceWord, languageName, shortcutOf } from './kit.js';
import { button } from './press.js';
import { foldable } from './texts.js';

/** @typedef {import('./kit.js').Kit} Kit */
/** @typedef {import('../types.js').Suggestion} Suggestion */

/**
 * @param {Kit} kit
 * @param {Suggestion} suggestion
 * @param {{place: number, language: string | null}} options `place` counts from 1
 * @returns {import('./kit.js').Part}
 */
export function suggestionCard(kit, suggestion, { place, language }) {
  const { id, text, placeholders, evidence } = suggestion;
  const buttons = cardButtons(kit, suggestion, place);
  const body = foldable(kit, text, { words: placeholders, lang: suggestion.language ?? language });
  const whole = el('div', {}, head(kit, suggestion, place, language), body, buttons.element, evidenceList(kit, evidence, id));
  const away = awayLine(kit, id);
  const element = el('article', { class: 'card', tabindex: 0, 'data-id': id, 'data-key': `card ${id}`, ...named(kit, suggestion, place) }, whole, away);
  const update = (/** @type {import('../types.js').State} */ state) => {
    buttons.update(state, null);
    setAside(element, whole, away, state.dismissed.includes(id));
  };
  return { element, update };
}

/** @param {Kit} kit @param {Suggestion} suggestion @param {number} place */
function named(kit, { confidence }, place) {
  const keys = ['Enter', shortcutOf(place)?.named].filter(Boolean).join(' ');
  const name = kit.words('panel_suggestion', place, confidenceWord(kit, confidenceName(confidence)));
  return { 'aria-label': name, 'aria-keyshortcuts': keys };
}

/** The focus stays with the card, whatever face it shows. @param {HTMLElement} card @param {HTMLElement} whole @param {HTMLElement} away @param {boolean} set */
function setAside(card, whole, away, set) {
  if (away.hidden !== set) return;
  const had = holdsFocus(card);
  whole.hidden = set;
  away.hidden = !set;
  card.classList.toggle('away', set);
  mark(card, 'tabindex', set ? null : 0);
  if (had) (set ? away.querySelector('button') : card)?.focus();
}

/** @param {Kit} kit @param {string} id */
function awayLine({ words, act }, id) {
  const undo = button({ class: 'link', 'data-key': `restore ${id}` }, () => act({ type: 'restore', id }), icon('undo'), words('panel_undo'));
  return el('p', { class: 'away-line soft', hidden: true }, words('panel_set_aside'), undo);
}

/** @param {Kit} kit @param {Suggestion} suggestion @param {number} place @param {string | null} asked the customer's language */
function head(kit, { id, confidence, kind, support, evidence, language }, place, asked) {
  const { words } = kit;
  const shortcut = shortcutOf(place);
  const secret = evidence.some(({ internal }) => internal);
  const told = el(
    'p',
    { class: 'card-facts' },
    sure(kit, confidence),
    el('span', { class: 'soft' }, kind === 'reply' ? words('panel_kind_reply') : kind === 'macro' ? words('panel_kind_macro') : words('panel_kind_article')),
    support > 0 ? el('span', { class: 'soft agree' }, support === 1 ? words('panel_agree_one') : words('panel_agree_many', support)) : null,
    secret ? internalMark(kit) : null,
    language && asked && language !== asked ? el('span', { class: 'pill' }, words('panel_other_language', languageName(kit, language))) : null,
  );
  return el('div', { class: 'card-head' }, told, shortcut && el('kbd', { 'aria-hidden': 'true' }, shortcut.shown), dismissButton(kit, id));
}

/** @param {Kit} kit @param {string} id */
const dismissButton = ({ words, act }, id) =>
  button({ class: 'button ghost square', 'data-key': `dismiss ${id}`, title: words('panel_dismiss') }, () => act({ type: 'dismiss', id }), icon('close', words('panel_dismiss')));

/** @param {Kit} kit @param {number} confidence */
function sure(kit, confidence) {
  const share = Math.min(1, Math.max(0, confidence));
  const name = confidenceName(share);
  const fill = el('span', { class: 'bar-fill' });
  fill.style.setProperty('width', `${Math.round(share * 100)}%`);
  const title = kit.words('panel_confidence', Math.round(share * 100));
  const bar = el('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
  return el('span', { class: `sure ${name}`, title }, bar, spoken(`${kit.words('panel_confidence_name')} `), el('b', {}, confidenceWord(kit, name)));
}
