// One suggestion: its text, how sure it is, where it comes from, and what can be done with it.

import { el, icon, outside, spoken } from './dom.js';
import { marked } from './marks.js';
import { confidenceWord, counted, csatWord, day, languageName } from './words.js';

/** @typedef {import('./types.js').Suggestion} Suggestion */
/** @typedef {import('./types.js').Evidence} Evidence */
/** @typedef {{insert: (suggestion: Suggestion) => void, up: (suggestion: Suggestion) => void,
 *    down: (suggestion: Suggestion, reason: string) => void}} Actions */

const KIND = { reply: 'Past reply', macro: 'Macro', article: 'Article' };
const LONG_TEXT = 420; // characters; a longer suggestion is folded
const LONG_LINES = 9;
const REASONS = [
  { reason: 'wrong_topic', words: 'Wrong topic' },
  { reason: 'out_of_date', words: 'Out of date' },
  { reason: 'wrong_tone', words: 'Wrong tone' },
  { reason: 'not_needed', words: 'Not needed' },
];

/** @param {Suggestion} suggestion @param {number} place from 1 @param {string | null} asked the customer's language @param {Actions} actions */
export function suggestionCard(suggestion, place, asked, actions) {
  const card = el('article', { class: 'card', 'aria-label': `Suggestion ${place}`, 'data-id': suggestion.id });
  card.append(
    head(suggestion, place, asked),
    body(suggestion),
    buttons(suggestion, place, actions, card),
    reasons(suggestion, actions, card),
    evidenceList(suggestion.evidence),
  );
  return card;
}

/** @param {Suggestion} suggestion @param {number} place @param {string | null} asked */
function head({ confidence, kind, support, language }, place, asked) {
  const word = confidenceWord(confidence);
  const bar = el('span', { class: 'bar', 'aria-hidden': 'true' }, el('span', { class: 'bar-fill' }));
  bar.firstChild.style.setProperty('--share', String(Math.min(1, Math.max(0, confidence))));
  return el(
    'p',
    { class: 'card-head' },
    el('span', { class: `sure ${word.toLowerCase()}`, title: `Confidence ${Math.round(confidence * 100)} %` }, bar, el('b', {}, word), spoken(' confidence')),
    el('span', { class: 'soft' }, KIND[kind]),
    support > 1 ? el('span', { class: 'soft agree' }, `${counted(support, 'ticket')} agree`) : null,
    language && asked && language !== asked ? el('span', { class: 'soft other-language' }, `in ${languageName(language)}`) : null,
    el('kbd', { 'aria-hidden': 'true' }, `Alt ${place}`),
  );
}

/** @param {Suggestion} suggestion */
function body({ text, placeholders }) {
  const words = placeholders.map((word) => ({ word, kind: 'slot' }));
  const box = el('div', { class: 'card-text' }, el('p', { class: 'text', dir: 'auto' }, ...marked(text, words)));
  if (text.length > LONG_TEXT || text.split('\n').length > LONG_LINES) {
    box.classList.add('foldable');
    box.append(el('button', { type: 'button', class: 'link unfold', onclick: () => box.classList.add('unfolded') }, 'Show all'));
  }
  return box;
}

/** @param {Suggestion} suggestion @param {number} place @param {Actions} actions @param {HTMLElement} card */
function buttons(suggestion, place, actions, card) {
  const up = el('button', { type: 'button', class: 'button ghost square', 'aria-pressed': 'false', title: 'Good suggestion' }, icon('up', 'Good suggestion'));
  const down = el('button', { type: 'button', class: 'button ghost square', 'aria-expanded': 'false', title: 'Bad suggestion' }, icon('down', 'Bad suggestion'));
  up.addEventListener('click', () => {
    up.setAttribute('aria-pressed', 'true');
    up.disabled = true;
    actions.up(suggestion);
  });
  down.addEventListener('click', () => {
    const open = card.classList.toggle('asking');
    down.setAttribute('aria-expanded', String(open));
    if (open) /** @type {HTMLElement | null} */ (card.querySelector('.reasons button'))?.focus();
  });
  const insert = { type: 'button', class: 'button primary insert', 'aria-keyshortcuts': `Alt+${place}`, onclick: () => actions.insert(suggestion) };
  return el('div', { class: 'card-buttons' }, el('button', insert, icon('insert'), 'Insert'), copyButton(suggestion.text), el('span', { class: 'gap' }), up, down);
}

/** @param {string} text */
export function copyButton(text) {
  const label = el('span', {}, 'Copy');
  const copy = async () => {
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    label.textContent = done ? 'Copied' : 'Not allowed';
    setTimeout(() => (label.textContent = 'Copy'), 1_800);
  };
  return el('button', { type: 'button', class: 'button ghost', onclick: copy }, icon('copy'), label);
}

/** @param {Suggestion} suggestion @param {Actions} actions @param {HTMLElement} card */
function reasons(suggestion, actions, card) {
  const pick = (/** @type {{reason: string, words: string}} */ { reason, words }) => {
    actions.down(suggestion, reason);
    card.replaceChildren(el('p', { class: 'card-gone', tabindex: '-1' }, icon('down'), `Set aside: ${words.toLowerCase()}. Thank you.`));
    card.classList.add('gone');
    /** @type {HTMLElement} */ (card.firstChild).focus();
  };
  const chips = REASONS.map((row) => el('button', { type: 'button', class: 'chip', onclick: () => pick(row) }, row.words));
  return el('div', { class: 'reasons', role: 'group', 'aria-label': 'What is wrong with it?' }, el('span', { class: 'soft' }, 'What is wrong?'), ...chips);
}

/** @param {Evidence[]} evidence */
function evidenceList(evidence) {
  if (!evidence.length) return null;
  return el('ul', { class: 'evidence', 'aria-label': 'Where it comes from' }, ...evidence.map((row) => el('li', {}, evidenceRow(row))));
}

/** @param {Evidence} evidence */
function evidenceRow({ type, id, title, url, similarity, excerpt, solved_at: solved, csat, age_days: age, outdated }) {
  return el(
    'details',
    {},
    el(
      'summary',
      {},
      icon('chevron'),
      icon(type, `${type}:`),
      el('span', { class: 'title', dir: 'auto' }, title || id),
      el('span', { class: 'soft facts' }, outdated ? oldMark(age ?? 0) : null, solved ? el('span', {}, day(solved)) : null, csatMark(csat),
        el('span', { class: 'similar', title: 'Similarity of meaning, at most 1' }, `match ${similarity.toFixed(2)}`)),
    ),
    el('blockquote', { dir: 'auto' }, excerpt),
    el('p', { class: 'soft source' }, outside(`${type[0].toUpperCase()}${type.slice(1)} ${id}`, url)),
  );
}

/** @param {number} days */
const oldMark = (days) =>
  el('span', { class: 'old', title: 'Old, or a newer answer says otherwise: check before you send' }, days < 60 ? 'may be outdated' : `${Math.round(days / 30)} months old`);

/** @param {import('./types.js').Csat} csat */
export function csatMark(csat) {
  const good = csat === 'good' || (typeof csat === 'number' && csat >= 4);
  return csat == null ? null : el('span', { class: good ? 'csat good' : 'csat' }, csatWord(csat));
}
