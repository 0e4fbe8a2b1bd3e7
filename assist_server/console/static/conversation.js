// The open ticket: its head, its messages, and in them the words that caused a warning.

import { byId, el, icon, spoken } from './dom.js';
import { channelIcon } from './inbox.js';
import { marked } from './marks.js';
import { customerName, initials, languageName, moment, plainText, tint, topic } from './words.js';

/** @typedef {import('./types.js').Ticket} Ticket */
/** @typedef {import('./types.js').Message} Message */
/** @typedef {{word: string, kind: string}[]} Phrases */

const LONG_LINES = 22; // a longer message is folded until somebody asks for it
const LONG_TEXT = 1_800; // characters
const POINTING = 1_600; // milliseconds that found words stand out

/** @param {Ticket} ticket */
export function drawHead(ticket) {
  const name = customerName(ticket);
  byId('ticket-head').replaceChildren(
    el('h2', { id: 'subject', tabindex: '-1', dir: 'auto' }, topic(ticket)),
    el(
      'p',
      { class: 'facts' },
      el('span', { class: 'fact' }, el('b', { dir: 'auto' }, name), ticket.customer?.email && ticket.customer.email !== name
        ? el('span', { class: 'soft mail' }, ticket.customer.email) : null),
      ticket.brand ? el('span', { class: 'fact pill brand' }, spoken('brand '), ticket.brand) : null,
      el('span', { class: 'fact' }, channelIcon(ticket.channel), ticket.channel ?? ''),
      ticket.language ? el('span', { class: 'fact soft' }, languageName(ticket.language)) : null,
      el('span', { class: 'fact soft number' }, spoken('ticket '), ticket.id),
    ),
  );
}

/**
 * Draw the messages and bring the newest into view.
 * @param {Ticket} ticket
 * @param {Phrases} [phrases] to mark in what the customer wrote
 * @param {string | null} [language] of the customer, where the ticket does not say
 */
export function drawMessages(ticket, phrases = [], language = null) {
  const place = byId('messages');
  const turns = ticket.messages.map((message) => turn(ticket, message, phrases, ticket.language ?? language));
  place.replaceChildren(el('ol', { class: 'turns' }, ...turns));
  place.scrollTop = place.scrollHeight;
}

/** @param {Ticket} ticket @param {Message} message @param {Phrases} phrases @param {string | null} language */
function turn(ticket, message, phrases, language) {
  const text = plainText(message);
  const theirs = message.author === 'customer';
  const name = theirs ? customerName(ticket) : message.author === 'agent' ? (ticket.agent?.name ?? 'Agent') : 'System';
  const kind = message.internal ? 'internal' : message.author;
  const body = el('p', { class: 'text', dir: 'auto', lang: theirs ? language : null }, ...marked(text, theirs ? phrases : []));
  return el(
    'li',
    { class: `turn ${kind}` },
    theirs ? el('span', { class: `avatar tint-${tint(name)}`, 'aria-hidden': 'true' }, initials(name)) : null,
    el('div', { class: 'said' }, byline(message, name), bubble(body, text)),
  );
}

/** @param {Message} message @param {string} name */
function byline(message, name) {
  const note = message.internal ? el('span', { class: 'pill note' }, icon('lock'), 'Internal note') : null;
  const local = message.local && message.author === 'agent' ? el('span', { class: 'pill demo' }, icon('check'), 'sent (demo)') : null;
  const when = message.sent_at ? el('time', { datetime: message.sent_at }, moment(message.sent_at)) : null;
  return el('p', { class: 'byline' }, el('b', { dir: 'auto' }, name), note, local, when);
}

/** @param {HTMLElement} body @param {string} text */
function bubble(body, text) {
  const box = el('div', { class: 'bubble' }, body);
  const lines = text.split('\n').length;
  if (lines <= LONG_LINES && text.length <= LONG_TEXT) return box;
  const words = lines > LONG_LINES ? `Show all ${lines} lines` : 'Show the whole message';
  const button = el('button', { type: 'button', class: 'link unfold', onclick: () => box.classList.add('unfolded') }, words);
  box.classList.add('foldable');
  box.append(button);
  return box;
}

/** Where the conversation shows these words of a warning. @param {string} word @returns {HTMLElement[]} */
export const marksOf = (word) => [...byId('messages').querySelectorAll('mark')].filter((mark) => mark.dataset.word === word.toLowerCase());

/** Bring a warning's words into view. @param {string} word */
export function pointAt(word) {
  const marks = marksOf(word);
  const last = marks.at(-1);
  if (!last) return;
  last.closest('.foldable')?.classList.add('unfolded');
  last.scrollIntoView({ block: 'center' });
  marks.forEach((mark) => mark.classList.add('pointed'));
  setTimeout(() => marks.forEach((mark) => mark.classList.remove('pointed')), POINTING);
}

/** Keep the newest message in view while the reply below it grows. */
export function stayAtEnd() {
  const place = byId('messages');
  let height = place.clientHeight;
  new ResizeObserver(() => {
    const gone = height - place.clientHeight;
    height = place.clientHeight;
    if (gone > 0) place.scrollTop += gone;
  }).observe(place);
}
