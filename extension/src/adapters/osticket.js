// osTicket. Written after its public source and notes from a run of the real server (1.18); the test pages are written by hand.

import { find, findAll, htmlOf, textOf, timeOf, valueOf, visible } from '../dom.js';
import { byTime, ticketOf } from './shape.js';

/** @typedef {import('../types.js').Message} Message */

const PATH = /\/scp\/tickets\.php$/;
const STAFF = '/scp/';
const PAGE = '#pjax-container, #ticketThread, form#reply, form#note';
const FORMS = 'form#reply, form#note';
const FORM_ID = 'input[name="id"]';
const MOUNTED = '#content, #pjax-container'; // what PJAX swaps; the old one may stay for a moment
const SUBJECT = '.tixTitle h3';
const CUSTOMER_NAME = '[id^="user-"][id$="-name"]';
const CUSTOMER_EMAIL = '[id^="user-"][id$="-email"]';
const STATUS_LINK = 'a[href="#statuses"]';
const SOURCE_LINK = 'a[href$="/field/source/edit"]';
const ENTRIES = '.thread-entry.message, .thread-entry.response, .thread-entry.note';
const ENTRY_NAME = 'a[name^="entry-"]';
const BODY = '.thread-body > div'; // the first; attachments follow
const RICH = '.redactor-in[contenteditable="true"]';
const SEND = 'input[type="submit"], button[type="submit"]';
const COMPOSERS = /** @type {const} */ ([
  { form: 'form#reply', plain: 'textarea#response', mode: 'reply' },
  { form: 'form#note', plain: 'textarea[name="note"]', mode: 'internal' },
]);
const TAB = '#post-reply-tab';
/** @type {Record<string, string>} */
const STATUS = { new: 'new', open: 'open', resolved: 'solved', closed: 'closed', archived: 'closed', deleted: 'closed' };

export const name = 'osticket';
export const label = 'osTicket';
export const sites = /** @type {string[]} */ ([]);
export const basis = 'source';

/** @param {Document} doc @param {URL} url */
export const detect = (doc, url) => url.pathname.includes(STAFF) && find(doc, PAGE) !== null;

/** @param {Document} _ @param {URL} url */
export function ticketId(_, url) {
  const id = url.searchParams.get('id') ?? '';
  return PATH.test(url.pathname) && /^\d{1,18}$/.test(id) ? id : null;
}

/** @param {Document} doc */
export const ticketIds = (doc) => [...new Set(findAll(doc, FORMS).map(idOf).filter(Boolean))];

/** @param {Element} form */
const idOf = (form) => valueOf(find(form, FORM_ID));

/**
 * The part of the page that shows the ticket of the address: null while PJAX still shows the one before.
 * @param {Document} doc
 * @param {URL} url
 * @returns {Element | null}
 */
function mounted(doc, url) {
  const id = ticketId(doc, url);
  const forms = findAll(doc, FORMS);
  if (!id || !forms.length) return id && find(doc, ENTRIES) ? doc.body : null;
  const form = forms.find((one) => idOf(one) === id);
  return form ? (form.closest(MOUNTED) ?? doc.body) : null;
}

/** @param {Document} doc @param {URL} url */
export async function readTicket(doc, url) {
  const root = mounted(doc, url);
  const id = ticketId(doc, url);
  if (!root || !id) return null;
  const messages = byTime(findAll(root, ENTRIES).map(entry));
  return ticketOf(
    {
      id,
      subject: textOf(find(root, SUBJECT)),
      status: STATUS[textOf(find(root, STATUS_LINK)).toLowerCase()], // only in English: the page has the translated name
      channel: textOf(find(root, SOURCE_LINK)).toLowerCase(),
      created_at: messages[0]?.sent_at,
      url: `${url.origin}${url.pathname}?id=${id}`,
      customer: { name: textOf(find(root, CUSTOMER_NAME)), email: textOf(find(root, CUSTOMER_EMAIL)) },
    },
    messages,
  );
}

/** @param {HTMLElement} row @returns {Partial<Message>} */
function entry(row) {
  const internal = row.classList.contains('note');
  const body = find(row, BODY);
  return {
    id: find(row, ENTRY_NAME)?.getAttribute('name')?.slice('entry-'.length),
    author: row.classList.contains('message') ? 'customer' : 'agent',
    internal,
    html: textOf(body) ? htmlOf(body) : '',
    sent_at: timeOf(find(row, 'time')),
  };
}

/** @param {Document} doc @param {URL} url @returns {import('../types.js').Composer | null} */
export function findComposer(doc, url) {
  const root = mounted(doc, url);
  const found = COMPOSERS.flatMap(({ form: selector, plain, mode }) => {
    const form = find(root, selector);
    const box = find(form, RICH) ?? find(form, plain);
    return box ? [{ box, mode, reveal: null, send: findAll(form, SEND) }] : [];
  });
  const open = found.find(({ box }) => visible(box));
  const [reply] = found;
  return open ?? (reply?.mode === 'reply' ? { ...reply, reveal: find(root, TAB) } : null);
}
