// Articles, similar tickets and search results: rows that open to a text which can be inserted, copied or followed.

import { insertButton } from './card-buttons.js';
import { copyButton } from './copy.js';
import { el } from './dom.js';
import { facts, openingRow } from './evidence.js';
import { kindWord } from './kit.js';
import { outside } from './links.js';
import { foldable } from './texts.js';

/** @typedef {import('./kit.js').Kit} Kit */
/** @typedef {import('./kit.js').Part} Part */
/** @typedef {import('./evidence.js').Row} Row */
/** @typedef {{row: Row, id: string, url: string | null, text: string, label: string}} Offer   `text` is what can be inserted */
/** @typedef {{element: HTMLElement, parts: Part[]}} Section */

/** @param {Kit} kit @param {import('../types.js').ArticleHit[]} articles */
export function articleSection(kit, articles) {
  const offers = articles.map(({ id, title, url, excerpt, internal }) => ({
    row: { key: `article ${id}`, kind: /** @type {const} */ ('article'), title: title || id, internal, excerpt },
    id, url, text: excerpt, label: kit.words('panel_passage'),
  }));
  return section(kit, kit.words('panel_articles'), offers);
}

/** @param {Kit} kit @param {import('../types.js').SimilarTicket[]} tickets */
export function similarSection(kit, tickets) {
  const offers = tickets.map(({ id, subject, url, excerpt, reply, solved_at: solved, csat }) => ({
    row: { key: `similar ${id}`, kind: /** @type {const} */ ('ticket'), title: subject || id, excerpt, facts: facts(kit, solved, csat) },
    id, url, text: reply, label: kit.words('panel_answered_then'),
  }));
  return section(kit, kit.words('panel_similar'), offers);
}

/** @param {Kit} kit @param {import('../types.js').SearchResult[]} results */
export function resultSection(kit, results) {
  const title = results.length === 1 ? kit.words('panel_found_one') : kit.words('panel_found_many', results.length);
  return section(kit, title, results.map(({ type, id, title: name, url, excerpt, reply, internal }) => ({
    row: { key: `result ${type} ${id}`, kind: type, title: name || id, internal, excerpt },
    id, url, text: reply || excerpt, label: type === 'ticket' ? kit.words('panel_answered_then') : kit.words('panel_passage'),
  })));
}

/** @param {Kit} kit @param {string} title @param {Offer[]} offers @returns {Section} */
function section(kit, title, offers) {
  const rows = offers.map((offer) => offerRow(kit, offer));
  const list = el('ul', {}, ...rows.map(({ element }) => el('li', {}, element)));
  return { element: el('section', { class: 'more' }, el('h3', {}, title), list), parts: rows.flatMap(({ parts }) => parts) };
}

/** @param {Kit} kit @param {Offer} offer @returns {Section} */
function offerRow(kit, { row, id, url, text, label }) {
  const source = el('span', { class: 'source soft' }, `${kindWord(kit, row.kind)} `, outside(kit, id, url, row.key));
  if (!text) return { element: openingRow(kit, row, source), parts: [] };
  const insert = insertButton(kit, row.internal ? { type: 'insert', text, internal: true } : { type: 'insert', text }, { key: row.key });
  const buttons = el('div', { class: 'row-buttons' }, insert.element, copyButton(kit, text, { key: row.key }), el('span', { class: 'gap' }), source);
  const quoted = el('blockquote', {}, foldable(kit, text));
  return { element: openingRow(kit, row, el('p', { class: 'label' }, label), quoted, buttons), parts: [insert] };
}
