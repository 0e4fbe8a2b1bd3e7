// Reading the open ticket: GET alone, bounded, internal notes dropped unless allowed, and what state it is in.

/** @typedef {import('./types.js').Adapter} Adapter */
/** @typedef {import('./types.js').Ticket} Ticket */
/** @typedef {import('./types.js').Version} Version */

const PATIENCE = 10_000; // ms for one answer of the helpdesk's own API
const MAX_MESSAGES = 100;
const MAX_TEXT = 100_000; // characters of one message; the server takes twice that

/**
 * A reader of the helpdesk's own API, with the agent's session, from the page's own origin and by GET alone.
 * @param {URL} page
 * @param {AbortSignal} signal
 * @returns {import('./types.js').GetJSON}
 */
export function reader(page, signal) {
  return async (path, headers = {}) => {
    const url = new URL(path, page);
    if (url.origin !== page.origin) throw new Error('not the helpdesk itself');
    const options = { method: 'GET', credentials: /** @type {const} */ ('same-origin'), headers: { Accept: 'application/json', ...headers } };
    const response = await fetch(url, { ...options, signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]) });
    if (!response.ok) throw new Error(`answered ${response.status}`);
    return response.json();
  };
}

/**
 * The ticket that is open, as it may leave the page; null where there is none or the adapter is unsure.
 * @param {Adapter} adapter
 * @param {Document} doc
 * @param {{internal: boolean, signal: AbortSignal}} how   internal: whether internal notes may be read
 * @returns {Promise<Ticket|null>}
 */
export async function readOpen(adapter, doc, { internal, signal }) {
  const url = new URL(doc.location.href);
  const ticket = await adapter.readTicket(doc, url, reader(url, signal)).catch(() => null);
  return ticket && allowed(ticket, internal);
}

/**
 * What of a ticket may go to the server.
 * @param {Ticket} ticket @param {boolean} internal
 * @returns {Ticket}
 */
export function allowed(ticket, internal) {
  const turns = ticket.messages.filter((message) => internal || !message.internal).map(bounded);
  const messages = turns.length > MAX_MESSAGES ? [turns[0], ...turns.slice(1 - MAX_MESSAGES)] : turns;
  return { ...ticket, messages };
}

/** @param {import('./types.js').Message} message */
function bounded(message) {
  const cut = { ...message };
  if (cut.text !== undefined) cut.text = cut.text.slice(0, MAX_TEXT);
  if (cut.html !== undefined) cut.html = cut.html.slice(0, MAX_TEXT);
  return cut;
}

/**
 * The state of a conversation that suggestions are computed for.
 * @param {Ticket} ticket
 * @returns {Version}
 */
export function versionOf({ subject = '', messages }) {
  const heard = messages.filter(({ author, internal }) => author === 'customer' && !internal);
  const answers = messages.filter(({ author, internal }) => author === 'agent' && !internal).length;
  return { asked: hashed([subject, ...heard.map(({ text, html }) => text ?? html ?? '')].join('\u0000')), answers };
}

/** Two FNV-1a sums with different beginnings, 53 bits: tells texts apart, hides nothing. @param {string} text */
function hashed(text) {
  let one = 0x811c9dc5;
  let two = 0x01000193;
  for (let i = 0; i < text.length; i += 1) {
    one = Math.imul(one ^ text.charCodeAt(i), 0x01000193);
    two = Math.imul(two ^ text.charCodeAt(i), 0x01000193);
  }
  return ((one >>> 0) * 0x200000 + (two >>> 11)).toString(36);
}
