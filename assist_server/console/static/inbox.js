// The list of open tickets: who waits, since when, in what mood.

import { byId, el, icon, spoken } from './dom.js';
import { counted, customerName, duration, initials, tint, topic, waitingSince } from './words.js';

/** @typedef {import('./types.js').Ticket} Ticket */
/** @typedef {import('./types.js').Sentiment} Sentiment */

const CHANNELS = new Set(['email', 'chat', 'phone', 'social', 'web']);
const LONG_WAIT = 24 * 3_600_000; // from here on the waiting time is set in the warning colour

/** @param {string} id */
export const address = (id) => `#ticket=${encodeURIComponent(id)}`;

export class Inbox {
  /** @type {Ticket[]} */
  tickets = [];
  brand = '';
  current = '';
  answered = new Set();
  /** @type {Map<string, Sentiment>} */
  moods = new Map();

  /** @param {Ticket[]} tickets */
  show(tickets) {
    this.tickets = tickets;
    this.draw();
  }

  brands() {
    return [...new Set(this.tickets.map((ticket) => ticket.brand ?? '').filter(Boolean))].sort();
  }

  visible() {
    return this.tickets.filter((ticket) => !this.brand || ticket.brand === this.brand);
  }

  /** The id `step` tickets further down (1) or up (-1), '' at the end of the list. @param {number} step */
  neighbour(step) {
    const shown = this.visible();
    const at = shown.findIndex((ticket) => ticket.id === this.current);
    return shown[at + step]?.id ?? '';
  }

  /** The next ticket nobody has answered yet, from the open one on and round. */
  nextOpen() {
    const shown = this.visible();
    const at = shown.findIndex((ticket) => ticket.id === this.current);
    const round = [...shown.slice(at + 1), ...shown.slice(0, Math.max(at, 0))];
    return round.find((ticket) => !this.answered.has(ticket.id))?.id ?? '';
  }

  /** @param {string} id */
  select(id) {
    this.current = id;
    for (const link of byId('ticket-list').querySelectorAll('a')) {
      const here = link.dataset.id === id;
      link.toggleAttribute('data-current', here);
      if (here) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
      if (here) link.scrollIntoView({ block: 'nearest' });
    }
  }

  focus() {
    const list = byId('ticket-list');
    (list.querySelector('a[data-current]') ?? list.querySelector('a'))?.focus();
  }

  hasFocus() {
    return byId('ticket-list').contains(document.activeElement);
  }

  /** @param {string} id @param {Sentiment} sentiment */
  mood(id, sentiment) {
    this.moods.set(id, sentiment);
    const link = [...byId('ticket-list').querySelectorAll('a')].find((row) => row.dataset.id === id);
    link?.querySelector('.signs')?.replaceWith(signs(sentiment));
  }

  /** @param {string} id */
  markAnswered(id) {
    this.answered.add(id);
    this.draw();
  }

  draw() {
    const open = this.visible().filter((ticket) => !this.answered.has(ticket.id)).length;
    byId('open-count').textContent = String(open);
    byId('inbox-title').replaceChildren('Open tickets', spoken(`: ${open}`));
    this.drawBrands();
    const focused = this.hasFocus();
    const rows = this.visible().map((ticket) => el('li', {}, this.row(ticket)));
    byId('ticket-list').replaceChildren(el('ul', { class: 'tickets' }, ...rows));
    this.select(this.current);
    if (focused) this.focus();
  }

  drawBrands() {
    const names = ['', ...this.brands()];
    byId('brands').hidden = names.length < 3;
    byId('brands').replaceChildren(...names.map((name) => this.chip(name)));
  }

  /** @param {string} brand */
  chip(brand) {
    const pick = () => {
      this.brand = brand;
      this.draw();
      byId('brands').querySelector('[aria-pressed=true]').focus();
    };
    return el('button', { type: 'button', class: 'chip', 'aria-pressed': String(this.brand === brand), onclick: pick }, brand || 'All');
  }

  /** @param {Ticket} ticket */
  row(ticket) {
    const name = customerName(ticket);
    const answered = this.answered.has(ticket.id);
    return el(
      'a',
      { class: answered ? 'row answered' : 'row', href: address(ticket.id), 'data-id': ticket.id },
      el('span', { class: `avatar tint-${tint(name)}`, 'aria-hidden': 'true' }, initials(name)),
      el('span', { class: 'who', dir: 'auto' }, name),
      answered ? el('span', { class: 'wait' }, icon('check'), 'Answered') : waiting(ticket),
      el('span', { class: 'subject', dir: 'auto' }, topic(ticket)),
      el('span', { class: 'origin' }, channelIcon(ticket.channel), el('span', { class: 'brand' }, ticket.brand ?? '')),
      signs(this.moods.get(ticket.id)),
    );
  }
}

/** @param {string | undefined} channel */
export const channelIcon = (channel) => icon(CHANNELS.has(channel ?? '') ? String(channel) : 'web', channel ?? 'channel not known');

/** @param {Ticket} ticket */
function waiting(ticket) {
  const since = waitingSince(ticket);
  if (!since) return el('span', { class: 'wait' }, 'Replied');
  const time = Date.now() - since.getTime();
  return el('span', { class: time > LONG_WAIT ? 'wait long' : 'wait' }, spoken('waiting '), duration(time));
}

/** The mood's dot and, where the customer's words call for it, a warning. @param {Sentiment | undefined} sentiment */
function signs(sentiment) {
  if (!sentiment) return el('span', { class: 'signs' }, icon('mood-unknown'));
  const worst = ['critical', 'warning'].find((severity) => sentiment.warnings.some((warning) => warning.severity === severity));
  return el(
    'span',
    { class: 'signs' },
    worst ? el('span', { class: `flag flag-${worst}` }, icon(worst, counted(sentiment.warnings.length, 'warning'))) : null,
    icon(`mood-${sentiment.label}`, `mood ${sentiment.label}`),
  );
}
