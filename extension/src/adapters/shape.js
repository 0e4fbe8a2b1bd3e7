// Brings what an adapter has read into a Ticket as the server takes it: bounded, without blanks, whatever the page holds.

import { isoTime } from '../dom.js';

/** @typedef {import('../types.js').Ticket} Ticket */
/** @typedef {import('../types.js').Message} Message */

const LONGEST_TEXT = 100_000; // characters of one message
const LATEST = 99; // messages kept beside the first, which says what the ticket is about
const LONGEST_ID = 200;
const LONGEST_NAME = 300;
const LONGEST_LINE = 2_000;
const AUTHORS = new Set(['customer', 'agent', 'system']);

/**
 * A trimmed text of bounded length, or undefined where there is none. Numbers become text: many helpdesks number ids.
 * @param {unknown} value
 * @param {number} [longest]
 * @returns {string | undefined}
 */
export function words(value, longest = LONGEST_NAME) {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' ? value.trim().slice(0, longest).trim() || undefined : undefined;
}

/**
 * Name and address of 'Maria Customer <maria@example.test>', or of either alone.
 * @param {unknown} value
 * @returns {{name?: string, email?: string}}
 */
export function person(value) {
  const text = words(value, LONGEST_LINE) ?? '';
  const open = text.lastIndexOf('<');
  const email = open >= 0 && text.endsWith('>') ? text.slice(open + 1, -1) : text;
  const name = open > 0 ? text.slice(0, open).replaceAll('"', '') : email.includes('@') ? '' : text;
  return pruned({ name: words(name), email: email.includes('@') ? words(email) : undefined });
}

/**
 * The first of a list that a helpdesk answered; [] where it answered something else.
 * @param {unknown} value
 * @returns {any[]}
 */
export const listOf = (value) => (Array.isArray(value) ? value.filter((one) => one && typeof one === 'object') : []);

/**
 * A ticket from what was read. Messages without text are dropped; their order is kept.
 * @param {Omit<Ticket, 'messages'>} told
 * @param {(Partial<Message> | null)[]} read
 * @returns {Ticket}
 */
export function ticketOf(told, read) {
  const messages = read.flatMap((one) => messageOf(one) ?? []);
  const kept = messages.length > LATEST + 1 ? [messages[0], ...messages.slice(-LATEST)] : messages;
  const { id, subject, status, channel, created_at, url, customer, agent } = told;
  return pruned({
    id: words(id, LONGEST_ID),
    subject: words(subject, LONGEST_LINE),
    status: words(status),
    channel: words(channel),
    created_at: isoTime(created_at),
    url: words(url, LONGEST_LINE),
    customer: personOf(customer),
    agent: personOf(agent),
    messages: kept,
  });
}

/** @param {Partial<Message> | null} read @returns {Message | null} */
function messageOf(read) {
  if (!read) return null;
  const text = words(read.text, LONGEST_TEXT);
  const html = text === undefined ? words(read.html, LONGEST_TEXT) : undefined;
  if (text === undefined && html === undefined) return null;
  const author = read.author && AUTHORS.has(read.author) ? read.author : 'system';
  const internal = read.internal || undefined;
  return pruned({ id: words(read.id, LONGEST_ID), author, internal, text, html, sent_at: isoTime(read.sent_at) });
}

/** @param {{id?: string, name?: string, email?: string} | undefined} told */
function personOf(told) {
  const known = pruned({ id: words(told?.id, LONGEST_ID), name: words(told?.name), email: words(told?.email) });
  return Object.keys(known).length ? known : undefined;
}

/**
 * The same without what is undefined, so that it is the same after a trip through JSON.
 * @template {object} T
 * @param {T} value
 * @returns {T}
 */
export function pruned(value) {
  return /** @type {T} */ (Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)));
}

/**
 * Oldest first, for pages that may show the newest on top. What has no time keeps its place.
 * @template {Partial<Message>} T
 * @param {T[]} messages
 * @returns {T[]}
 */
export function byTime(messages) {
  return [...messages].sort((one, other) => (one.sent_at && other.sent_at ? Date.parse(one.sent_at) - Date.parse(other.sent_at) : 0));
}
