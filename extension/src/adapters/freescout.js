// FreeScout. Written after its public templates; never run against a real server.

import { find, findAll, htmlOf, textOf, valueOf, visible } from '../dom.js';
import { ticketOf } from './shape.js';

/** @typedef {import('../types.js').Message} Message */

const PATH = /\/conversation\/(\d{1,18})\/?$/;
const PAGE = '#conv-layout, .conv-reply-block';
const PAGE_ID = '[data-conversation_id]';
const SUBJECT = '.conv-subjtext';
const CUSTOMER_NAME = '.customer-name';
const CUSTOMER_EMAIL = '.customer-email';
const STATUS_ROW = '.conv-status li.active a[data-status]';
// Drafts are threads, too; so are the lines that say who changed what.
const THREADS = ['customer', 'message', 'note'].map((type) => `#conv-layout-main .thread.thread-type-${type}`).join();
const DRAFT = '.thread-type-draft, .thread-state-draft';
const CONTENT = '.thread-content';
const BODY = '.thread-body'; // older versions have no .thread-content in it
const BLOCK = '.conv-reply-block';
const BOX = '.note-editable[contenteditable="true"]';
const NOTE_FIELD = 'input[name="is_note"]';
const NOTE_BUTTON = '.btn-add-note-text';
const SEND = '.btn-reply-submit';
const OPEN_REPLY = '.conv-reply';
/** @type {Record<string, string>} */
const STATUS = { 1: 'open', 2: 'pending', 3: 'closed', 4: 'closed' };

export const name = 'freescout';
export const label = 'FreeScout';
export const sites = /** @type {string[]} */ ([]);
export const basis = 'source';

/** @param {Document} doc */
export const detect = (doc) => find(doc, PAGE) !== null;

/** @param {Document} _ @param {URL} url */
export const ticketId = (_, url) => PATH.exec(url.pathname)?.[1] ?? null;

/** @param {Document} doc @param {URL} url */
export async function readTicket(doc, url) {
  const id = ticketId(doc, url);
  const shownId = find(doc, PAGE_ID)?.dataset.conversation_id;
  if (!id || (shownId && shownId !== id)) return null;
  // Newest first in the page; the ids grow with time. Times are written in the agent's own format, so none are told.
  const rows = findAll(doc, THREADS).filter((row) => !row.matches(DRAFT));
  const messages = rows.map(messageOf).sort((one, other) => Number(one.id) - Number(other.id));
  if (!find(doc, PAGE)) return null;
  return ticketOf(
    {
      id,
      subject: textOf(find(doc, SUBJECT)),
      status: STATUS[find(doc, STATUS_ROW)?.dataset.status ?? ''],
      url: url.origin + url.pathname,
      customer: { name: textOf(find(doc, CUSTOMER_NAME)), email: textOf(find(doc, CUSTOMER_EMAIL)) },
    },
    messages,
  );
}

/** @param {HTMLElement} row @returns {Partial<Message>} */
function messageOf(row) {
  const body = find(row, CONTENT) ?? find(row, BODY);
  return {
    id: row.id.replace('thread-', ''),
    author: row.matches('.thread-type-customer') ? 'customer' : 'agent',
    internal: row.matches('.thread-type-note'),
    html: textOf(body) ? htmlOf(body) : '',
  };
}

/** @param {Document} doc @returns {import('../types.js').Composer | null} */
export function findComposer(doc) {
  const blocks = findAll(doc, BLOCK);
  const block = blocks.find((one) => visible(find(one, BOX))) ?? blocks.find((one) => find(one, BOX));
  const box = find(block, BOX);
  if (!block || !box) return null;
  const internal = valueOf(find(block, NOTE_FIELD)) === '1' || visible(find(block, NOTE_BUTTON));
  return { box, mode: internal ? 'internal' : 'reply', reveal: visible(box) ? null : find(doc, OPEN_REPLY), send: findAll(block, SEND) };
}
