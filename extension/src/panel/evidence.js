// Where a text comes from: a row that opens to the passage, its source, its date and how it was rated.

import { el, foreign } from './dom.js';
import { icon } from './icons.js';
import { csatWord, day, figure, kindWord, span } from './kit.js';
import { outside } from './links.js';
import { foldable } from './texts.js';

const MONTH = 30; // days

/** @typedef {import('./kit.js').Kit} Kit */
/**
 * @typedef {{key: string, kind: import('../types.js').Kind, title: string, internal?: boolean, excerpt?: string,
 *   facts?: (Node | null)[]}} Row
 */

/** A row that opens. @param {Kit} kit @param {Row} row @param {...import('./dom.js').Child} inside */
export function openingRow(kit, { key, kind, title, internal = false, excerpt = '', facts = [] }, ...inside) {
  const told = facts.filter((fact) => fact !== null);
  const summary = el(
    'summary',
    { 'data-key': `row ${key}` },
    icon('chevron'),
    icon(kind, `${kindWord(kit, kind)}:`),
    foreign(title, 'title'),
    internal || told.length ? el('span', { class: 'facts soft' }, internal && internalMark(kit), ...told) : null,
    excerpt ? foreign(excerpt, 'excerpt soft') : null,
  );
  return el('details', { 'data-key': key }, summary, el('div', { class: 'inside' }, ...inside));
}

/** @param {Kit} kit */
export const internalMark = ({ words }) => el('span', { class: 'pill internal' }, icon('lock'), words('panel_internal'));

/** Says that a newer answer may hold, and how old this one is. @param {Kit} kit @param {number | null} [days] */
function oldMark(kit, days) {
  const old = days && days >= MONTH ? kit.words('panel_old_since', span(kit, Math.round(days / MONTH), 'month')) : kit.words('panel_old');
  return el('span', { class: 'pill old', title: kit.words('panel_old_means') }, old);
}

/** @param {Kit} kit @param {string | null} solved @param {import('../types.js').Csat} csat */
export function facts(kit, solved, csat) {
  const date = day(kit, solved);
  return [date ? el('time', { datetime: solved }, date) : null, csatMark(kit, csat)];
}

/** @param {Kit} kit @param {import('../types.js').Csat} csat */
export function csatMark(kit, csat) {
  const good = csat === 'good' || (typeof csat === 'number' && csat >= 4);
  return csat == null ? null : el('span', { class: good ? 'csat good' : 'csat' }, csatWord(kit, csat));
}

/** @param {Kit} kit @param {import('../types.js').Evidence[]} evidence @param {string} card the suggestion's id */
export function evidenceList(kit, evidence, card) {
  if (!evidence.length) return null;
  const rows = evidence.map((one, i) => el('li', {}, evidenceRow(kit, one, `${card} ${i}`)));
  return el('ul', { class: 'evidence', 'aria-label': kit.words('panel_evidence') }, ...rows);
}

/** @param {Kit} kit @param {import('../types.js').Evidence} evidence @param {string} key */
function evidenceRow(kit, { type, id, title, url, similarity, excerpt, internal, solved_at: solved, csat, age_days: age, outdated }, key) {
  const match = el('span', { class: 'match', title: kit.words('panel_match_means') }, kit.words('panel_match', figure(kit, similarity, 2)));
  const row = { key: `evidence ${key}`, kind: type, title: title || id, internal, facts: [outdated ? oldMark(kit, age) : null, ...facts(kit, solved, csat), match] };
  return openingRow(
    kit,
    row,
    excerpt ? el('p', { class: 'label' }, kit.words('panel_passage')) : null,
    excerpt ? el('blockquote', { class: 'deciding' }, foldable(kit, excerpt, { name: 'text passage' })) : null,
    el('p', { class: 'source soft' }, `${kindWord(kit, type)} `, outside(kit, id, url, key)),
  );
}
