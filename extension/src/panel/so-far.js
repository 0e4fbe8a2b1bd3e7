// The customer so far: one line that opens to what was promised and to the earlier tickets. Nothing for a new customer.

import { el, foreign, spoken } from './dom.js';
import { csatMark } from './evidence.js';
import { icon } from './icons.js';
import { day, nth } from './kit.js';
import { outside } from './links.js';
import { moodWord } from './mood-strip.js';

/** @typedef {import('./kit.js').Kit} Kit */
/** @typedef {import('../types.js').State} State */
/** @typedef {import('../types.js').CustomerHistory} CustomerHistory */
/** @typedef {CustomerHistory['tickets'][number]} EarlierTicket */
/** @typedef {EarlierTicket['promised'][number]} Promised */

/** @param {Kit} kit @returns {import('./kit.js').Part} */
export function soFarPart(kit) {
  const element = el('section', { class: 'so-far', 'aria-label': kit.words('panel_so_far') });
  let shown = '';
  const update = (/** @type {State} */ { history }) => {
    const wanted = JSON.stringify(history);
    if (wanted === shown) return;
    shown = wanted;
    element.hidden = !history?.tickets.length;
    const open = element.querySelector('details')?.open ?? false;
    element.replaceChildren(...(history?.tickets.length ? [whole(kit, history, open)] : []));
  };
  return { element, update };
}

/** @param {Kit} kit @param {CustomerHistory} history @param {boolean} open */
function whole(kit, history, open) {
  const facts = lineOf(kit, history).flatMap((fact, i) => (i ? [' · ', fact] : [fact]));
  const summary = el('summary', { 'data-key': 'row so-far' }, icon('chevron'), icon('person'),
    el('span', { class: 'title' }, kit.words('panel_so_far')), el('span', { class: 'so-far-line soft' }, ...facts));
  const due = history.tickets.flatMap((ticket) => ticket.promised.filter(({ open: still }) => still).map((one) => promiseRow(kit, one, ticket)));
  const left = history.total - history.tickets.length;
  return el('details', { 'data-key': 'so-far', open }, summary, el('div', { class: 'inside' },
    due.length > 0 && el('p', { class: 'label' }, kit.words('panel_so_far_due')),
    due.length > 0 && el('ul', { class: 'promises due' }, ...due),
    el('ul', { class: 'earlier' }, ...history.tickets.map((ticket) => ticketRow(kit, ticket))),
    left > 0 && el('p', { class: 'soft' }, kit.words('panel_so_far_more', left))));
}

/** What the one line says, the most telling first. @param {Kit} kit @param {CustomerHistory} history @returns {(HTMLElement | string)[]} */
function lineOf(kit, { contacts, total, ratings, open_promises: due }) {
  const { words } = kit;
  const often = contacts.days > 1 ? words('panel_so_far_contacts', nth(kit, contacts.count), contacts.days) : words('panel_so_far_contacts_day', nth(kit, contacts.count));
  return [
    contacts.count > 1 ? el('b', {}, often) : '',
    total === 1 ? words('panel_so_far_one') : words('panel_so_far_many', total),
    lastRated(kit, ratings.last),
    due === 0 ? '' : el('b', { class: 'due' }, due === 1 ? words('panel_so_far_due_one') : words('panel_so_far_due_many', due)),
  ].filter((fact) => fact !== '');
}

/** @param {Kit} kit @param {import('../types.js').Csat} csat */
function lastRated({ words }, csat) {
  if (csat == null) return '';
  if (csat === 'good') return words('panel_so_far_last_good');
  return csat === 'bad' ? words('panel_so_far_last_bad') : words('panel_so_far_last_score', csat);
}

/** @param {Kit} kit @param {EarlierTicket} ticket */
function ticketRow(kit, ticket) {
  const { id, subject, url, channel, created_at: began, status, csat } = ticket;
  const kept = ticket.promised.filter(({ open }) => !open).map((one) => promiseRow(kit, one));
  const date = day(kit, began);
  const facts = [
    date ? el('time', { datetime: began }, date) : null,
    channel ? foreign(channel) : null,
    SOLVED.has(status ?? '') ? null : el('span', { class: 'pill old' }, kit.words('panel_so_far_unsolved')),
    csatMark(kit, csat),
    moods(kit, ticket),
  ];
  return el('li', {}, outside(kit, subject || id, url, `so-far ${id}`), el('p', { class: 'facts soft' }, ...facts.filter((fact) => fact !== null)),
    kept.length > 0 && el('p', { class: 'label' }, kit.words('panel_so_far_promised')), kept.length > 0 && el('ul', { class: 'promises' }, ...kept));
}

const SOLVED = new Set(['solved', 'closed']);

/** How the customer came and how they went, as far as it was read. @param {Kit} kit @param {EarlierTicket} ticket */
function moods(kit, { mood_first: first, mood_last: last }) {
  if (!first || !last) return null;
  const said = kit.words('panel_so_far_mood', moodWord(kit, first), moodWord(kit, last));
  return el('span', { class: 'moods', title: said }, icon(`mood-${first}`), el('span', { 'aria-hidden': 'true' }, '→'), icon(`mood-${last}`), spoken(said));
}

/** @param {Kit} kit @param {Promised} promise @param {EarlierTicket | null} [ticket] named where the row stands apart from it */
function promiseRow(kit, { text, said_at: said }, ticket = null) {
  const date = day(kit, said);
  const where = ticket && outside(kit, ticket.subject || ticket.id, ticket.url, `promise ${ticket.id} ${text}`);
  return el('li', {}, el('q', {}, foreign(text)), ' ', date && el('time', { class: 'soft', datetime: said }, date), where && ' ', where);
}
