// Zendesk Support, Agent Workspace. Written after its public documentation and public code; never run against the real one.

import { find, findAll, textOf, visible } from '../dom.js';
import { listOf, ticketOf, words } from './shape.js';

/** @typedef {import('../types.js').Message} Message */
/** @typedef {import('../types.js').GetJSON} GetJSON */

const HOST = /(^|\.)zendesk\.com$/;
const AREA = '/agent/';
const PATH = /^\/agent\/tickets\/(\d{1,18})(?:\/|$)/;
const PANES = '[data-side-conversations-anchor-id]'; // one per open tab, one of them shown
const BOX = '[contenteditable="true"][data-test-id="omnicomposer-rich-text-ckeditor"]';
const SWITCH = '[data-test-id="omnichannel-channel-switcher-button"]';
const SEND = '[data-test-id="submit_button-button"], [data-test-id="omni-save-button"]';
const INTERNAL = /internal|intern|nota interna|note interne|内部/i; // the switch says it in the agent's language
const SYSTEM = -1; // who writes for Zendesk itself
const CUSTOMER_ROLE = 'end-user';
const PAGE = 100;
/** @type {Record<string, string>} */
const STATUS = { new: 'new', open: 'open', pending: 'pending', hold: 'on_hold', solved: 'solved', closed: 'closed' };

export const name = 'zendesk';
export const label = 'Zendesk';
export const sites = ['https://*.zendesk.com/*'];
export const basis = 'documentation';

/** @param {Document} _ @param {URL} url */
export const detect = (_, url) => HOST.test(url.hostname) && url.pathname.startsWith(AREA);

/** @param {Document} _ @param {URL} url */
export const ticketId = (_, url) => (HOST.test(url.hostname) ? (PATH.exec(url.pathname)?.[1] ?? null) : null);

/** @param {Document} doc */
export const ticketIds = (doc) => [...new Set(findAll(doc, PANES).map(paneId).filter((id) => /^\d+$/.test(id)))];

/** @param {HTMLElement} pane */
const paneId = (pane) => pane.getAttribute('data-side-conversations-anchor-id') ?? '';

/** @param {Document} doc @param {URL} url @param {GetJSON} getJSON */
export async function readTicket(doc, url, getJSON) {
  const id = ticketId(doc, url);
  if (!id) return null;
  const path = `/api/v2/tickets/${id}`;
  const [told, comments] = await Promise.all([
    getJSON(`${path}.json?include=users`).catch(() => null),
    commentsOf(path, getJSON).catch(() => null),
  ]);
  const ticket = told?.ticket;
  // Without the ticket nobody knows who of the writers is the customer.
  if (!ticket || !comments) return null;
  const user = (/** @type {any} */ wanted) => listOf(told.users).find((one) => one.id === wanted);
  const requester = user(ticket.requester_id);
  return ticketOf(
    {
      id,
      subject: ticket.subject,
      status: STATUS[ticket.status],
      channel: words(ticket.via?.channel),
      created_at: ticket.created_at,
      url: `${url.origin}/agent/tickets/${id}`,
      customer: { id: words(ticket.requester_id), name: requester?.name, email: requester?.email },
      agent: { id: words(ticket.assignee_id), name: user(ticket.assignee_id)?.name },
    },
    comments.list.map((comment) => messageOf(comment, new Set([ticket.requester_id, ...comments.customers]))),
  );
}

/**
 * The comments, oldest first, the oldest and the latest where there are many; and who of the writers is a customer.
 * @param {string} path
 * @param {GetJSON} getJSON
 * @returns {Promise<{list: any[], customers: unknown[]} | null>}
 */
async function commentsOf(path, getJSON) {
  const comments = `${path}/comments.json?include=users&per_page=${PAGE}`;
  const oldest = await getJSON(comments);
  if (!Array.isArray(oldest?.comments)) return null;
  const newest = oldest.next_page ? await getJSON(`${comments}&sort_order=desc`) : null;
  const latest = listOf(newest?.comments).reverse();
  const known = new Set(latest.map(({ id }) => id));
  const users = [...listOf(oldest.users), ...listOf(newest?.users)];
  return {
    list: [...listOf(oldest.comments).filter(({ id }) => !known.has(id)), ...latest],
    customers: users.filter(({ role }) => role === CUSTOMER_ROLE).map(({ id }) => id),
  };
}

/** @param {any} comment @param {Set<unknown>} customers @returns {Partial<Message>} */
function messageOf({ id, author_id: author, public: open, html_body: html, plain_body: plain, body, created_at: sent }, customers) {
  const internal = open === false;
  const who = author === SYSTEM ? 'system' : customers.has(author) && !internal ? 'customer' : 'agent';
  const bodies = words(html) ? { html } : { text: plain ?? body };
  return { id, author: who, internal, ...bodies, sent_at: sent };
}

/** @param {Document} doc @param {URL} url @returns {import('../types.js').Composer | null} */
export function findComposer(doc, url) {
  const id = ticketId(doc, url);
  if (!id) return null;
  const pane = findAll(doc, PANES).filter((one) => paneId(one) === id);
  const box = (pane.length ? pane.flatMap((one) => findAll(one, BOX)) : findAll(doc, BOX)).find(visible);
  if (!box) return null;
  const near = nearest(box, SWITCH);
  // Where it can't be told it counts as a reply: that is the mode that asks before internal evidence goes in.
  const internal = near !== null && INTERNAL.test(near.getAttribute('aria-label') ?? textOf(near.parentElement));
  return { box, mode: internal ? 'internal' : 'reply', reveal: null, send: findAll(doc, SEND).filter(visible) };
}

/** @param {Element} from @param {string} selector the match that shares the closest ancestor */
function nearest(from, selector) {
  for (let around = from.parentElement; around; around = around.parentElement) {
    const match = find(around, selector);
    if (match) return match;
  }
  return null;
}
