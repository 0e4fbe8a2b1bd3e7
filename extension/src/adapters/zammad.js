// Zammad, classic interface. Written after its public source; never run against a real server.

import { find, findAll, htmlOf, textOf, timeOf, valueOf, visible } from '../dom.js';
import { listOf, person, ticketOf, words } from './shape.js';

/** @typedef {import('../types.js').Message} Message */

const HASH = /^#ticket\/zoom\/(\d{1,18})(?:\/|$)/;
const PAGE = '[id^="content_permanent_Ticket-"], .ticketZoom, .ticket-zoom, form.article-add';
const TASKS = '[id^="content_permanent_Ticket-"]'; // one per open ticket, one of them shown
const TASK_ID = 'content_permanent_Ticket-';
const TITLE = '.ticket-title, .js-objectTitle';
const ARTICLES = '.ticket-article-item';
const INTERNAL = '.text-bubble.internal, .textBubble.internal';
const BODIES = ['.richtext-content', '.textBubble-content', '.text-bubble']; // newer versions first
const FORM = 'form.article-add';
const INTERNAL_FIELD = 'input[name="internal"]';
const BOX = '.articleNewEdit-body[contenteditable="true"][data-name="body"]';
const SEND = '.js-submit';
/** @type {Record<string, Message['author']>} */
const AUTHOR = { Customer: 'customer', Agent: 'agent', System: 'system' };
/** @type {Record<string, string>} */
const STATUS = {
  new: 'new',
  open: 'open',
  'pending reminder': 'pending',
  'pending close': 'pending',
  closed: 'closed',
  merged: 'closed',
  removed: 'closed',
};

export const name = 'zammad';
export const label = 'Zammad';
export const sites = ['https://*.zammad.com/*'];
export const basis = 'source';

/** @param {Document} doc @param {URL} url */
export const detect = (doc, url) => HASH.test(url.hash) || find(doc, PAGE) !== null;

/** @param {Document} _ @param {URL} url */
export const ticketId = (_, url) => HASH.exec(url.hash)?.[1] ?? null;

/** @param {Document} doc */
export const ticketIds = (doc) => findAll(doc, TASKS).map(({ id }) => id.slice(TASK_ID.length)).filter((id) => /^\d+$/.test(id));

/** @param {Document} doc @param {URL} url the part of the page that belongs to the ticket of the address */
function taskOf(doc, url) {
  if (!find(doc, TASKS)) return doc.body;
  return doc.getElementById(TASK_ID + ticketId(doc, url));
}

/** @param {Document} doc @param {URL} url @param {import('../types.js').GetJSON} getJSON */
export async function readTicket(doc, url, getJSON) {
  const id = ticketId(doc, url);
  if (!id) return null;
  const known = { id, url: `${url.origin}${url.pathname}#ticket/zoom/${id}` };
  const [told, articles] = await Promise.all([
    getJSON(`/api/v1/tickets/${id}?expand=true`).catch(() => null),
    getJSON(`/api/v1/ticket_articles/by_ticket/${id}`).catch(() => null),
  ]);
  return Array.isArray(articles) ? fromAnswers(known, told, listOf(articles)) : fromPage(doc, url, known);
}

/** @param {{id: string, url: string}} known @param {any} told @param {any[]} articles oldest first */
function fromAnswers(known, told, articles) {
  const wrote = person(articles.find(({ sender }) => sender === 'Customer')?.from);
  return ticketOf(
    {
      ...known,
      subject: told?.title ?? articles[0]?.subject,
      status: STATUS[told?.state],
      channel: told?.create_article_type ?? articles[0]?.type,
      created_at: told?.created_at ?? articles[0]?.created_at,
      customer: { name: wrote.name, email: wrote.email ?? person(told?.customer).email },
      agent: told?.owner === '-' ? undefined : { id: words(told?.owner) },
    },
    articles.map(messageOf),
  );
}

/** @param {any} article @returns {Partial<Message>} */
function messageOf({ id, sender, internal, body, content_type: type, created_at: sent }) {
  const plain = type !== 'text/html';
  return { id, author: AUTHOR[sender] ?? 'system', internal: internal === true, [plain ? 'text' : 'html']: body, sent_at: sent };
}

/** @param {Document} doc @param {URL} url @param {{id: string, url: string}} known */
function fromPage(doc, url, known) {
  const task = taskOf(doc, url);
  const rows = findAll(task, ARTICLES);
  return rows.length ? ticketOf({ ...known, subject: textOf(find(task, TITLE)) }, rows.map(shown)) : null;
}

/** @param {HTMLElement} row @returns {Partial<Message>} */
function shown(row) {
  const has = (/** @type {string} */ word) => row.classList.contains(word);
  const time = find(row, 'time');
  const body = BODIES.map((selector) => find(row, selector)).find(Boolean);
  return {
    id: row.dataset.id,
    author: has('customer') ? 'customer' : has('agent') ? 'agent' : 'system',
    internal: has('is-internal') || find(row, INTERNAL) !== null,
    html: textOf(body) ? htmlOf(body) : '',
    sent_at: timeOf(time) ?? timeOf(time, 'data-time'),
  };
}

/** @param {Document} doc @param {URL} url @returns {import('../types.js').Composer | null} */
export function findComposer(doc, url) {
  const task = ticketId(doc, url) ? taskOf(doc, url) : null;
  const form = findAll(task, FORM).find((one) => visible(find(one, BOX)));
  const box = find(form, BOX);
  if (!form || !box) return null;
  const internal = form.classList.contains('is-internal') || valueOf(find(form, INTERNAL_FIELD)) === 'true';
  return { box, mode: internal ? 'internal' : 'reply', reveal: null, send: findAll(task, SEND) };
}
