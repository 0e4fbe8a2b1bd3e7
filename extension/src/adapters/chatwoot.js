// Chatwoot. Written after its public source; never run against a real server.

import { findAll, visible } from '../dom.js';
import { listOf, ticketOf, words } from './shape.js';

/** @typedef {import('../types.js').Message} Message */
/** @typedef {import('../types.js').GetJSON} GetJSON */

const AREA = /^\/app\/accounts\/\d+\//;
const PATH = /^\/app\/accounts\/(\d+)\/(?:.+\/)?conversations?\/(\d{1,18})\/?$/;
const COMPOSER = '.reply-box';
const INTERNAL = 'is-private';
const BOX = '.ProseMirror[contenteditable="true"], .reply-box__top textarea';
const SEND = '.right-wrap button, .send-button';
const SESSION = 'cw_d_session_info=';
const SESSION_HEADERS = ['access-token', 'token-type', 'client', 'expiry', 'uid'];
const PAGES = 5; // of 20 messages; the API gives the latest first
const FULL_PAGE = 20;
/** @type {Record<string, Message['author']>} */
const AUTHOR = { 0: 'customer', 1: 'agent', 3: 'system' }; // 2 is activity: not a message
/** @type {Record<string, string>} */
const STATUS = { open: 'open', pending: 'pending', snoozed: 'on_hold', resolved: 'solved' };
/** @type {Record<string, string>} */
const CHANNEL = { 'Channel::WebWidget': 'chat', 'Channel::Email': 'email', 'Channel::Whatsapp': 'whatsapp', 'Channel::Sms': 'sms' };

export const name = 'chatwoot';
export const label = 'Chatwoot';
export const sites = ['https://app.chatwoot.com/*'];
export const basis = 'source';

/** @param {Document} _ @param {URL} url */
export const detect = (_, url) => AREA.test(url.pathname);

/** @param {Document} _ @param {URL} url */
export const ticketId = (_, url) => PATH.exec(url.pathname)?.[2] ?? null;

/**
 * Only through the API: the page itself does not mark private notes dependably.
 * @param {Document} doc @param {URL} url @param {GetJSON} getJSON
 */
export async function readTicket(doc, url, getJSON) {
  const [, account, id] = PATH.exec(url.pathname) ?? [];
  if (!id) return null;
  const headers = sessionOf(doc);
  const path = `/api/v1/accounts/${account}/conversations/${id}`;
  const [told, messages] = await Promise.all([getJSON(path, headers).catch(() => null), allMessages(path, headers, getJSON)]);
  if (!messages) return null;
  const sender = told?.meta?.sender;
  const channel = told?.meta?.channel;
  const assignee = told?.meta?.assignee;
  return ticketOf(
    {
      id,
      subject: words(told?.additional_attributes?.mail_subject),
      status: STATUS[told?.status],
      channel: CHANNEL[channel] ?? words(channel)?.replace('Channel::', '').toLowerCase(),
      created_at: told?.created_at ?? messages[0]?.created_at,
      url: `${url.origin}/app/accounts/${account}/conversations/${id}`,
      customer: { id: words(sender?.id), name: sender?.name, email: sender?.email },
      agent: { id: words(assignee?.id), name: assignee?.name },
    },
    messages.map(messageOf),
  );
}

/** @param {string} path @param {Record<string, string>} headers @param {GetJSON} getJSON @returns {Promise<any[] | null>} */
async function allMessages(path, headers, getJSON) {
  /** @type {any[]} */
  let messages = [];
  for (let page = 0; page < PAGES; page++) {
    const before = page ? `?before=${encodeURIComponent(messages[0].id)}` : '';
    const told = await getJSON(`${path}/messages${before}`, headers).catch(() => null);
    if (!Array.isArray(told?.payload)) return page ? messages : null;
    const older = listOf(told.payload);
    messages = [...older, ...messages];
    if (older.length < FULL_PAGE) break;
  }
  return messages;
}

/** @param {any} message @returns {Partial<Message> | null} */
function messageOf({ id, message_type: type, private: internal, content, created_at: sent }) {
  return AUTHOR[type] ? { id, author: internal ? 'agent' : AUTHOR[type], internal: internal === true, text: content, sent_at: sent } : null;
}

/**
 * The headers that the dashboard itself makes of its session cookie. They go to Chatwoot's own API and nowhere else.
 * @param {Document} doc
 * @returns {Record<string, string>}
 */
function sessionOf(doc) {
  try {
    const cookie = doc.cookie.split('; ').find((one) => one.startsWith(SESSION)) ?? '';
    const session = JSON.parse(decodeURIComponent(cookie.slice(SESSION.length)) || '{}');
    return Object.fromEntries(SESSION_HEADERS.flatMap((key) => (words(session[key], 2_000) ? [[key, String(session[key])]] : [])));
  } catch {
    return {}; // no cookies here, or another version's: the API then refuses
  }
}

/** @param {Document} doc @param {URL} url @returns {import('../types.js').Composer | null} */
export function findComposer(doc, url) {
  if (!ticketId(doc, url)) return null;
  for (const composer of findAll(doc, COMPOSER)) {
    const box = findAll(composer, BOX).find(visible);
    const mode = composer.classList.contains(INTERNAL) ? 'internal' : 'reply';
    if (box) return { box, mode, reveal: null, send: findAll(composer, SEND) };
  }
  return null;
}
