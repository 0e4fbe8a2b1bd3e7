// The customer so far: one line that opens to what was promised and to the earlier tickets. Nothing for a new customer.

import { csatMark } from './cards.js';
import { el, icon, outside } from './dom.js';
import { counted, csatWord, day } from './words.js';

/** @typedef {import('./types.js').CustomerHistory} CustomerHistory */
/** @typedef {CustomerHistory['tickets'][number]} EarlierTicket */
/** @typedef {EarlierTicket['promised'][number]} Promised */

const ENDINGS = /** @type {Record<string, string>} */ ({ one: 'st', two: 'nd', few: 'rd', other: 'th' });
const ORDER = new Intl.PluralRules('en', { type: 'ordinal' });
const SOLVED = new Set(['solved', 'closed']);

let drawn = '';

/** @param {CustomerHistory | undefined} history undefined where it has not come yet */
export function soFar(history) {
  drawn = JSON.stringify(history);
  const known = history?.tickets.length ? history : null;
  return el('section', { class: 'so-far', 'aria-label': 'The customer so far', hidden: !known }, known && whole(known));
}

/** Put what came late where room was left for it. @param {CustomerHistory} history */
export function fillSoFar(history) {
  const section = document.querySelector('#assist .so-far');
  if (JSON.stringify(history) !== drawn) section?.replaceWith(soFar(history));
}

/** @param {CustomerHistory} history */
function whole(history) {
  const due = history.tickets.flatMap((ticket) => ticket.promised.filter(({ open }) => open).map((one) => promiseRow(one, ticket)));
  const left = history.total - history.tickets.length;
  const facts = lineOf(history).flatMap((fact, i) => (i ? [' · ', fact] : [fact]));
  return el(
    'details',
    {},
    el('summary', {}, icon('chevron'), icon('person'), el('span', { class: 'title' }, 'The customer so far'), el('span', { class: 'soft so-far-line' }, ...facts)),
    due.length ? el('p', { class: 'label' }, 'Promised, and still open') : null,
    due.length ? el('ul', { class: 'promises due' }, ...due) : null,
    el('ul', { class: 'earlier' }, ...history.tickets.map(ticketRow)),
    left > 0 ? el('p', { class: 'soft' }, `and ${left} more`) : null,
  );
}

/** What the one line says, the most telling first. @param {CustomerHistory} history */
function lineOf({ contacts, total, ratings, open_promises: due }) {
  const nth = `${contacts.count}${ENDINGS[ORDER.select(contacts.count)]}`;
  return [
    contacts.count > 1 ? el('b', {}, contacts.days > 1 ? `${nth} contact in ${contacts.days} days` : `${nth} contact within a day`) : null,
    counted(total, 'earlier ticket'),
    ratings.last === null ? null : `last rated ${csatWord(ratings.last).replace('CSAT ', '')}`,
    due ? el('b', { class: 'due' }, `${counted(due, 'promise')} open`) : null,
  ].filter((fact) => fact !== null);
}

/** @param {EarlierTicket} ticket */
function ticketRow({ id, subject, url, channel, created_at: began, status, csat, mood_first: first, mood_last: last, promised }) {
  const kept = promised.filter(({ open }) => !open).map((one) => promiseRow(one, null));
  const moods = first && last ? el('span', { class: 'moods' }, icon(`mood-${first}`, `mood at the start: ${first}`), icon(`mood-${last}`, `at the end: ${last}`)) : null;
  const facts = [began ? el('span', {}, day(began)) : null, channel ? el('span', {}, channel) : null,
    SOLVED.has(status ?? '') ? null : el('b', { class: 'due' }, 'not solved'), csatMark(csat), moods];
  return el('li', {}, outside(subject || id, url), el('p', { class: 'soft facts' }, ...facts),
    kept.length ? el('p', { class: 'label' }, 'Promised then') : null, kept.length ? el('ul', { class: 'promises' }, ...kept) : null);
}

/** @param {Promised} promise @param {EarlierTicket | null} ticket named where the row stands apart from it */
function promiseRow({ text, said_at: said }, ticket) {
  return el('li', {}, el('q', { dir: 'auto' }, text), ' ', said ? el('span', { class: 'soft' }, day(said)) : null, ' ',
    ticket ? outside(ticket.subject || ticket.id, ticket.url) : null);
}
