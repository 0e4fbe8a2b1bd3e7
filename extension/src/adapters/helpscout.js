// Help Scout. Written after its public documentation and public code; never run against the real one.

import { find, findAll, htmlOf, textOf, timeOf, visible } from '../dom.js';
import { ticketOf } from './shape.js';

/** @typedef {import('../types.js').Message} Message */

const HOST = 'secure.helpscout.net';
const PATH = /^\/conversation\/(\d{1,18})(?:\/|$)/;
const THREADS = '[data-testid="ThreadContainer"] li > div[id^="thread-"]';
const BODY = 'div.is-wide-layout:not([data-testid])';
const DRAFT = /draft/i;
const FROM_CUSTOMER = /customer/i;
const FROM_AGENT = /reply|response/i;
const BOX = '[role="textbox"][contenteditable="true"][aria-label$="Editor"]';
const REPLY_BOX = '[aria-label="Reply Editor"]';
const SUBJECT = '[data-testid="subject"], [data-cy="subject"]';

export const name = 'helpscout';
export const label = 'Help Scout';
export const sites = ['https://secure.helpscout.net/*'];
export const basis = 'documentation';

/** @param {Document} _ @param {URL} url */
export const detect = (_, url) => url.hostname === HOST;

/** @param {Document} doc @param {URL} url */
export const ticketId = (doc, url) => (detect(doc, url) ? (PATH.exec(url.pathname)?.[1] ?? null) : null);

/** @param {Document} doc @param {URL} url */
export async function readTicket(doc, url) {
  const id = ticketId(doc, url);
  const rows = findAll(doc, THREADS).filter((row) => !DRAFT.test(labelOf(row)));
  if (!id || !rows.length) return null;
  // Oldest or newest on top is each agent's choice; the ids grow with time.
  const messages = rows.map(messageOf).sort((one, other) => Number(one.id) - Number(other.id));
  const subject = textOf(find(doc, SUBJECT));
  return ticketOf({ id, subject, created_at: messages[0]?.sent_at, url: `${url.origin}/conversation/${id}/` }, messages);
}

/** @param {Element} row */
const labelOf = (row) => row.getAttribute('aria-label') ?? '';

/** @param {HTMLElement} row @returns {Partial<Message>} */
function messageOf(row) {
  const customer = FROM_CUSTOMER.test(labelOf(row));
  const body = find(row, BODY);
  return {
    id: row.id.replace('thread-', ''),
    author: customer ? 'customer' : 'agent',
    internal: !customer && !FROM_AGENT.test(labelOf(row)), // a note, or nothing we know: not surely public
    html: textOf(body) ? htmlOf(body) : '',
    sent_at: timeOf(find(row, 'time')),
  };
}

/** @param {Document} doc @param {URL} url @returns {import('../types.js').Composer | null} */
export function findComposer(doc, url) {
  const box = ticketId(doc, url) ? findAll(doc, BOX).find(visible) : null;
  // No selector of its send button is known, so what is sent is not measured there.
  return box ? { box, mode: box.matches(REPLY_BOX) ? 'reply' : 'internal', reveal: null, send: [] } : null;
}
