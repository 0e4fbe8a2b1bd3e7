// Request Tracker 5. Run against the real server (5.0.3), with rich text and without.

import { find, findAll, textOf, valueOf, visible } from '../dom.js';
import { listOf, person, ticketOf, words } from './shape.js';

/** @typedef {import('../types.js').Message} Message */
/** @typedef {import('../types.js').GetJSON} GetJSON */

const PAGE = '#rt-header-container, form[name="TicketUpdate"], #delayed_ticket_history';
const PATH = /^(.*)\/Ticket\/(Display|Update|History)\.html$/;
const FORM = 'form[name="TicketUpdate"]';
const FORM_ID = 'form[name="TicketUpdate"] input[name="id"]';
const HEADING = '#header h1';
const REQUESTORS = '.requestors .user[data-user-id]';
const WATCHERS = '.requestors .user[data-user-id], .cc .user[data-user-id]';
const STATUS_ROW = '.form-row.status .current-value';
const HISTORY = '.history .transaction.message';
const WRITER = '.description .user[data-user-id]';
const DESCRIPTION = '.description';
const BODIES_SHOWN = '.messagebody'; // one per part; those that another part replaces are empty
const FOLD = '.message-stanza-folder'; // 'Show quoted text'
const BOX = 'textarea#UpdateContent';
const RICH = '#cke_UpdateContent';
const RICH_FRAME = '#cke_UpdateContent iframe.cke_wysiwyg_frame';
const RICH_SOURCE = '#cke_UpdateContent textarea.cke_source';
const TYPE = '#UpdateType';
const SEND = 'form[name="TicketUpdate"] input[name="SubmitTicket"]';
// `Parent` among the fields makes RT 5.0.3 answer 500.
const WHO = 'fields=Type,Creator,Created&fields[Creator]=RealName,EmailAddress';
const BODIES = 'fields=ContentType,Content,Filename';
const NEWEST = 30; // correspondences fetched, the first one included
const TOLD = new Set(['Create', 'Correspond', 'Comment']);
/** @type {Record<string, string>} */
const STATUS = { new: 'new', open: 'open', stalled: 'pending', resolved: 'solved', rejected: 'closed', deleted: 'closed' };

export const name = 'rt';
export const label = 'Request Tracker';
export const sites = /** @type {string[]} */ ([]);
export const basis = 'run';

/** @param {Document} doc */
export const detect = (doc) => find(doc, PAGE) !== null;

/** @param {Document} doc @param {URL} url */
export function ticketId(doc, url) {
  if (!PATH.test(url.pathname)) return null;
  // After a refused update the address has lost its query; the form still knows.
  const id = url.searchParams.get('id') ?? valueOf(find(doc, FORM_ID));
  return /^\d{1,18}$/.test(id) ? id : null;
}

/** @param {Document} doc @param {URL} url @param {GetJSON} getJSON */
export async function readTicket(doc, url, getJSON) {
  const id = ticketId(doc, url);
  const [, prefix = ''] = PATH.exec(url.pathname) ?? [];
  if (!id) return null;
  const known = { id, url: `${url.origin}${prefix}/Ticket/Display.html?id=${id}` };
  return (await fromAnswers(`${prefix}/REST/2.0`, known, getJSON).catch(() => null)) ?? fromPage(doc, known);
}

/** @param {string} rest @param {{id: string, url: string}} known @param {GetJSON} getJSON */
async function fromAnswers(rest, known, getJSON) {
  const history = `${rest}/ticket/${known.id}/history?${WHO}`;
  const [told, newest, oldest] = await Promise.all([
    getJSON(`${rest}/ticket/${known.id}`),
    getJSON(`${history}&orderby=id&order=DESC&per_page=100`),
    getJSON(`${history}&per_page=1`),
  ]);
  const turns = correspondence(listOf(newest?.items), listOf(oldest?.items));
  const bodies = await Promise.all(turns.map(({ id }) => getJSON(`${rest}/transaction/${id}/attachments?${BODIES}`).catch(() => null)));
  const theirs = new Set([...listOf(told?.Requestor), ...listOf(told?.Cc)].map(({ id }) => id));
  const customer = requestor(told, turns);
  const agent = told?.Owner?.id === 'Nobody' ? undefined : { id: words(told?.Owner?.id) };
  return ticketOf(
    { ...known, subject: told?.Subject, status: STATUS[told?.Status], created_at: told?.Created, customer, agent },
    turns.map((turn, at) => messageOf(turn, listOf(bodies[at]?.items), theirs)),
  );
}

/** @param {any[]} newest newest first @param {any[]} oldest @returns {any[]} oldest first */
function correspondence(newest, oldest) {
  const latest = newest.filter(({ Type, id }) => TOLD.has(Type) && /^\d+$/.test(id));
  const first = oldest.find(({ Type, id }) => TOLD.has(Type) && /^\d+$/.test(id));
  const later = latest.filter(({ id }) => id !== first?.id).slice(0, first ? NEWEST - 1 : NEWEST);
  return [...(first ? [first] : []), ...later.reverse()];
}

/** @param {any} told @param {any[]} turns RT tells names only of those who wrote */
function requestor(told, turns) {
  const [first] = listOf(told?.Requestor);
  const wrote = turns.find(({ Creator }) => Creator?.id === first?.id)?.Creator;
  return { id: words(first?.id), name: words(wrote?.RealName), email: words(wrote?.EmailAddress) ?? person(first?.id).email };
}

/** @param {any} turn @param {any[]} attachments @param {Set<string>} theirs @returns {Partial<Message>} */
function messageOf({ id, Type, Creator, Created }, attachments, theirs) {
  const internal = Type === 'Comment';
  const body = (/** @type {string} */ type) => attachments.find((one) => one.ContentType === type && !one.Filename && words(one.Content));
  const author = Creator?.id === 'RT_System' ? 'system' : theirs.has(Creator?.id) && !internal ? 'customer' : 'agent';
  return { id, author, internal, text: body('text/plain')?.Content, html: body('text/html')?.Content, sent_at: Created };
}

/** @param {Document} doc @param {{id: string, url: string}} known only the display page holds messages */
function fromPage(doc, known) {
  const rows = findAll(doc, HISTORY).sort((one, other) => number(one) - number(other));
  if (!rows.length) return null;
  const theirs = new Set(findAll(doc, WATCHERS).map((user) => user.dataset.userId));
  const subject = textOf(find(doc, HEADING)).replace(/^#\d+:\s*/, '');
  const status = STATUS[textOf(find(doc, STATUS_ROW))];
  return ticketOf({ ...known, subject, status, customer: person(textOf(find(doc, REQUESTORS))) }, rows.map((row) => shown(row, theirs)));
}

/** @param {HTMLElement} row */
const number = (row) => Number(row.dataset.transactionId) || 0;

/** @param {HTMLElement} row @param {Set<string | undefined>} theirs @returns {Partial<Message>} */
function shown(row, theirs) {
  const customer = theirs.has(find(row, WRITER)?.dataset.userId);
  // The page tells a comment from an answer only by a translated sentence, so whatever is not surely public is internal.
  // Its times carry no zone, so none are told.
  const open = customer || / - Correspondence added$/.test(textOf(find(row, DESCRIPTION)));
  return { id: row.dataset.transactionId, author: customer ? 'customer' : 'agent', internal: !open, text: bodyOf(row) };
}

/** @param {HTMLElement} row */
function bodyOf(row) {
  const body = findAll(row, BODIES_SHOWN).find((one) => textOf(one));
  return findAll(body, FOLD).reduce((text, fold) => text.replace(textOf(fold), () => ''), textOf(body));
}

/** @param {Document} doc @param {URL} url @returns {import('../types.js').Composer | null} */
export function findComposer(doc, url) {
  const box = find(doc, FORM) && boxIn(doc);
  if (!box) return null;
  const type = valueOf(find(doc, TYPE)) || (url.searchParams.get('Action') === 'Comment' ? 'private' : 'response');
  return { box, mode: type === 'private' ? 'internal' : 'reply', reveal: null, send: findAll(doc, SEND) };
}

/** @param {Document} doc with rich text the textarea is hidden behind CKEditor 4; null until that has loaded */
function boxIn(doc) {
  if (!find(doc, RICH)) return [find(doc, BOX)].find(visible) ?? null;
  const frame = /** @type {HTMLIFrameElement | null} */ (find(doc, RICH_FRAME));
  return [frame?.contentDocument?.body ?? null, find(doc, RICH_SOURCE)].find(visible) ?? null;
}

/** @param {Document} doc @param {URL} url */
export function replyUrl(doc, url) {
  const id = ticketId(doc, url);
  const [, prefix, page] = PATH.exec(url.pathname) ?? [];
  return id && page !== 'Update' ? `${url.origin}${prefix}/Ticket/Update.html?Action=Respond&id=${id}` : null;
}
