// django-helpdesk. Run against the real server (2.6.1).

import { find, findAll, textOf, timeOf, valueOf, visible } from '../dom.js';
import { byTime, listOf, ticketOf } from './shape.js';

/** @typedef {import('../types.js').Message} Message */

const PAGE = 'link[href*="helpdesk-extend.css"], #ticket-respond-form, #followup-list';
const PATH = /^(.*)\/tickets\/(\d+)\/$/; // it may be mounted below any prefix
const HEADING = '.card-body > .d-flex > h2';
const BADGE = '.badge';
const FACTS = 'row'; // the class of what follows the first message
const FOLLOW_UPS = '#followup-list > li';
const BODY = 'div.mt-3';
// The icons tell the direction; the texts beside them are translated.
const INBOUND = '.fa-arrow-left';
const PRIVATE = '.fa-lock';
const SUBMITTER = 'a[href*="ignore/add/?email="]';
const CURRENT_STATUS = 'input[name="new_status"]:checked';
const HELD = 'form.ticket-hold[action*="unhold"]';
const BOX = 'textarea#commentBox';
const TAB = '#respond-tab';
const PUBLIC = '#id_public';
const SEND = '#ticket-respond-form button[type="submit"]';
/** @type {Record<string, string>} */
const STATUS = { 1: 'open', 2: 'open', 3: 'solved', 4: 'closed', 5: 'closed' };

export const name = 'django-helpdesk';
export const label = 'django-helpdesk';
export const sites = /** @type {string[]} */ ([]);
export const basis = 'run';

/** @param {Document} doc */
export const detect = (doc) => find(doc, PAGE) !== null;

/** @param {Document} _ @param {URL} url */
export const ticketId = (_, url) => PATH.exec(url.pathname)?.[2] ?? null;

/** @param {Document} doc @param {URL} url @param {import('../types.js').GetJSON} getJSON */
export async function readTicket(doc, url, getJSON) {
  const [, prefix, id] = PATH.exec(url.pathname) ?? [];
  if (!id) return null;
  const told = await getJSON(`${prefix}/api/tickets/${id}/`).catch(() => null);
  const known = { id, url: url.origin + url.pathname };
  return told && Array.isArray(told.followup_set) ? fromAnswer(doc, known, told) : fromPage(doc, known);
}

/** @param {Document} doc @param {{id: string, url: string}} known @param {any} told */
function fromAnswer(doc, known, told) {
  const followUps = listOf(told.followup_set);
  // A mail that opens a ticket is kept as description and as first follow-up, which alone knows the time.
  const twin = followUps.find(({ comment }) => trimmed(comment) && trimmed(comment) === trimmed(told.description));
  const inbound = new Set(findAll(doc, FOLLOW_UPS).filter((row) => find(row, INBOUND)).map((row) => timeOf(find(row, 'time'))));
  const first = { id: twin?.id, author: /** @type {const} */ ('customer'), text: told.description, sent_at: twin?.date };
  const later = followUps.filter((row) => row !== twin).map((row) => messageOf(row, inbound));
  return ticketOf(
    {
      ...known,
      subject: told.title,
      status: told.on_hold ? 'on_hold' : STATUS[told.status],
      channel: twin?.message_id ? 'email' : undefined,
      created_at: twin?.date,
      customer: { email: told.submitter_email },
    },
    [first, ...later],
  );
}

/** @param {any} row of followup_set @param {Set<string | undefined>} inbound @returns {Partial<Message>} */
function messageOf({ id, user, comment, public: open, message_id: mailed, date }, inbound) {
  // An answer typed on the public page carries neither a mail's id nor a user. What a customer with an account writes
  // looks like an agent's here; only the page tells them apart.
  const time = typeof date === 'string' ? new Date(date) : null;
  const theirs = mailed || user === null || (time && !Number.isNaN(time.getTime()) && inbound.has(time.toISOString()));
  if (open === false) return { id, author: user === null ? 'system' : 'agent', internal: true, text: comment, sent_at: date };
  return { id, author: theirs ? 'customer' : 'agent', text: comment, sent_at: date };
}

/** @param {Document} doc @param {{id: string, url: string}} known */
function fromPage(doc, known) {
  const heading = find(doc, HEADING);
  if (!heading) return null;
  const rows = byTime(findAll(doc, FOLLOW_UPS).map(shown));
  const opening = description(heading);
  const twin = rows.find(({ text }) => text && text === opening);
  const first = { author: /** @type {const} */ ('customer'), text: opening, sent_at: twin?.sent_at };
  const badge = textOf(find(heading, BADGE));
  const [, query] = (find(doc, SUBMITTER)?.getAttribute('href') ?? '').split('?');
  const email = new URLSearchParams(query).get('email') ?? undefined;
  const status = find(doc, HELD) ? 'on_hold' : STATUS[valueOf(find(doc, CURRENT_STATUS))];
  const subject = textOf(heading).replace(badge, '');
  const later = rows.filter((row) => row !== twin);
  return ticketOf({ ...known, subject, status, created_at: twin?.sent_at, customer: { email } }, [first, ...later]);
}

/** @param {Element} heading the first message stands between the heading's row and the facts */
function description(heading) {
  const parts = [];
  for (let next = heading.parentElement?.nextElementSibling; next && !next.classList.contains(FACTS); next = next.nextElementSibling) {
    parts.push(textOf(next));
  }
  return parts.filter(Boolean).join('\n\n');
}

/** @param {HTMLElement} row @returns {Partial<Message>} */
function shown(row) {
  const time = find(row, 'time');
  const signed = (time?.nextSibling?.nodeValue ?? '').includes('·'); // '· agent' where a user wrote it
  const internal = find(row, PRIVATE) !== null;
  const theirs = !internal && (find(row, INBOUND) !== null || !signed);
  return { author: theirs ? 'customer' : 'agent', internal, text: textOf(find(row, BODY)), sent_at: timeOf(time) };
}

/** @param {unknown} text */
const trimmed = (text) => (typeof text === 'string' ? text.trim() : '');

/** @param {Document} doc @returns {import('../types.js').Composer | null} */
export function findComposer(doc) {
  const box = find(doc, BOX);
  if (!box) return null;
  const check = /** @type {HTMLInputElement | null} */ (find(doc, PUBLIC));
  const mode = check && !check.checked ? 'internal' : 'reply';
  return { box, mode, reveal: visible(box) ? null : find(doc, TAB), send: findAll(doc, SEND) };
}
