// The panel beside the conversation: waiting, answered, quiet, or out of order; each said aloud too.

import { byId, el, icon, outside, spoken } from './dom.js';
import { copyButton, csatMark, suggestionCard } from './cards.js';
import { moodStrip } from './mood-strip.js';
import { soFar } from './so-far.js';
import { counted, day, languageName } from './words.js';

/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./cards.js').Actions & {insertText: (text: string) => void, reveal: () => void}} Actions */

const HELD = 'Held back: an experiment of the desk is running';

/** Tell a screen reader what changed. @param {string} words */
export const announce = (words) => {
  byId('heard').textContent = words;
};

/** @param {...Node} nodes */
function show(...nodes) {
  byId('assist').replaceChildren(...nodes);
  byId('assist').scrollTop = 0;
}

/** @param {number} count */
function countSuggestions(count) {
  byId('assist-count').hidden = !count;
  byId('assist-count').replaceChildren(String(count), spoken(' suggestions'));
}

export function showWaiting() {
  const line = (/** @type {string} */ size) => el('span', { class: `bone ${size}` });
  const card = () => el('div', { class: 'bones boxed' }, line('short'), line('full'), line('full'), line('half'), line('button-size'));
  byId('assist').setAttribute('aria-busy', 'true');
  show(el('div', { class: 'skeleton', 'aria-hidden': 'true' }, el('div', { class: 'mood bones' }, line('half'), line('full')), card(), card()));
  countSuggestions(0);
  announce('Looking for suggestions.');
}

/**
 * The customer so far stands above the suggestions where it is known by now; what comes later is put below them.
 * @param {Answer} answer @param {Actions} actions @param {import('./types.js').CustomerHistory} [history]
 */
export function showAnswer(answer, actions, history) {
  const { suggestions, sentiment, articles, similar_tickets: similar, held_back: held } = answer;
  const offered = suggestions.length ? suggestionList(answer, actions) : held ? heldBack(actions) : quiet();
  byId('assist').removeAttribute('aria-busy');
  show(...[
    moodStrip(sentiment),
    ...(history ? [soFar(history), offered] : [offered, soFar(history)]),
    articles.length ? section('Articles', articles.map(articleRow)) : null,
    similar.length ? section('Similar tickets', similar.map((ticket) => similarRow(ticket, actions))) : null,
    howFound(answer),
  ].filter((node) => node !== null));
  countSuggestions(suggestions.length);
  const found = suggestions.length ? counted(suggestions.length, 'suggestion') : held ? HELD : 'Nothing good enough to suggest';
  announce(`${found}. Mood ${sentiment.label}. ${sentiment.warnings.map(({ message }) => message).join(' ')}`);
}

/** @param {Answer} answer @param {Actions} actions */
function suggestionList({ suggestions, language }, actions) {
  return el(
    'section',
    { class: 'suggestions', 'aria-labelledby': 'suggestions-title' },
    el('h3', { id: 'suggestions-title' }, 'Suggested replies'),
    ...suggestions.map((suggestion, i) => suggestionCard(suggestion, i + 1, language, actions)),
  );
}

/** @param {Actions} actions */
function heldBack(actions) {
  return el(
    'section',
    { class: 'quiet' },
    icon('quiet'),
    el('h3', {}, HELD),
    el('p', { class: 'soft' }, 'To learn what suggestions do, the desk holds them back for some tickets, drawn at random. Mood, warnings and search are here.'),
    el('button', { type: 'button', class: 'button', onclick: actions.reveal }, 'Show them anyway'),
  );
}

function quiet() {
  return el(
    'section',
    { class: 'quiet' },
    icon('quiet'),
    el('h3', {}, 'Nothing good enough to suggest'),
    el('p', { class: 'soft' }, 'No past answer comes close enough to this ticket, and a wrong suggestion costs more than none. Silence is normal.'),
  );
}

/** @param {string} title @param {Node[]} rows */
function section(title, rows) {
  return el('section', { class: 'more' }, el('h3', {}, title), el('ul', {}, ...rows.map((row) => el('li', {}, row))));
}

/** @param {import('./types.js').ArticleHit} article */
function articleRow({ title, url, excerpt }) {
  return el('div', { class: 'article-row' }, icon('article'), el('div', {}, outside(title, url), el('p', { class: 'soft excerpt', dir: 'auto' }, excerpt)));
}

/** @param {import('./types.js').SimilarTicket} ticket @param {Actions} actions */
function similarRow({ id, subject, url, excerpt, reply, solved_at: solved, csat }, actions) {
  const insert = { type: 'button', class: 'button', onclick: () => actions.insertText(reply) };
  return el(
    'details',
    { class: 'similar-row' },
    el('summary', {}, icon('chevron'), icon('ticket'), el('span', { class: 'title', dir: 'auto' }, subject || id),
      el('span', { class: 'soft facts' }, solved ? el('span', {}, day(solved)) : null, csatMark(csat)), el('span', { class: 'soft excerpt', dir: 'auto' }, excerpt)),
    el('p', { class: 'label' }, 'What the agent answered'),
    el('blockquote', { dir: 'auto' }, reply),
    el('div', { class: 'card-buttons' }, reply ? el('button', insert, icon('insert'), 'Insert') : null, reply ? copyButton(reply) : null,
      el('span', { class: 'gap' }), el('span', { class: 'soft source' }, outside(id, url))),
  );
}

/** @param {Answer} answer */
function howFound({ generation, took_ms: took, language, category }) {
  const fact = (/** @type {string} */ name, /** @type {string} */ value) => el('div', {}, el('dt', {}, name), el('dd', {}, value));
  const sure = category ? `${category.label} (${Math.round(category.confidence * 100)} %)` : 'none';
  return el(
    'section',
    { class: 'how' },
    el('h3', {}, 'How this was found'),
    el('p', { class: 'soft' }, 'By meaning and by exact words, among this shop\u2019s own solved tickets, articles and macros. Nothing left this machine.'),
    el('dl', {}, fact('Took', `${took.toFixed(took < 10 ? 1 : 0)} ms`), fact('Language', languageName(language)), fact('Category', sure), fact('Index', generation)),
  );
}
