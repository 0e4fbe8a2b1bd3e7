// What became of the suggestions: seen, inserted, set aside, sent as they were or changed.

import { tell, tellReply } from './api.js';
import { byId } from './dom.js';
import { keptShare } from './kept.js';

/** @typedef {import('./types.js').Suggestion} Suggestion */

const SEEN = 0.25; // of a card in view, before it counts as shown
const LONGEST = 4 * 60 * 60; // s; what took longer is told as so long

export class Feedback {
  ticket = '';
  seen = new Set();
  /** @type {Map<string, number>} by ticket, when it was opened and not yet answered */
  opened = new Map();
  /** @type {string[]} the suggestions there are */
  offered = [];
  /** @type {Map<string, Map<string, string>>} by ticket, the inserted texts by suggestion */
  used = new Map();
  watcher = new IntersectionObserver((entries) => entries.forEach((entry) => this.noticed(entry)), { threshold: SEEN });

  /** A ticket is opened, or a customer wrote anew: from now on a reply is due. @param {string} ticket */
  opens(ticket) {
    this.opened.set(ticket, performance.now());
    this.offered = [];
  }

  /** Tell once of each suggestion that comes into view. @param {string} ticket @param {Suggestion[]} suggestions */
  watch(ticket, suggestions) {
    this.ticket = ticket;
    this.offered = suggestions.map(({ id }) => id);
    this.watcher.disconnect();
    const ids = new Set(suggestions.map(({ id }) => id));
    for (const card of byId('assist').querySelectorAll('.card[data-id]')) if (ids.has(card.dataset.id)) this.watcher.observe(card);
  }

  /** @param {IntersectionObserverEntry} entry */
  noticed({ isIntersecting, target }) {
    const id = /** @type {HTMLElement} */ (target).dataset.id ?? '';
    if (!isIntersecting || this.seen.has(id)) return;
    this.seen.add(id);
    tell({ suggestion_id: id, event: 'shown', ticket_id: this.ticket });
  }

  /** @param {Suggestion} suggestion */
  inserted({ id, text }) {
    this.used.set(this.ticket, (this.used.get(this.ticket) ?? new Map()).set(id, text));
    tell({ suggestion_id: id, event: 'inserted', ticket_id: this.ticket });
  }

  /** @param {Suggestion} suggestion */
  liked({ id }) {
    tell({ suggestion_id: id, event: 'up', ticket_id: this.ticket });
  }

  /** @param {Suggestion} suggestion @param {string} reason */
  dismissed({ id }, reason) {
    tell({ suggestion_id: id, event: 'down', reason, ticket_id: this.ticket });
  }

  /** How much of each inserted text the sent reply still holds. @param {string} ticket @param {string} text */
  sent(ticket, text) {
    this.replied(ticket);
    for (const [id, inserted] of this.used.get(ticket) ?? []) {
      const similarity = Math.round(keptShare(inserted, text) * 1000) / 1000;
      if (similarity < 1) tell({ suggestion_id: id, event: 'edited', similarity, ticket_id: ticket });
      tell({ suggestion_id: id, event: 'sent', similarity, ticket_id: ticket });
    }
    this.used.delete(ticket);
  }

  /** How long after opening the ticket, once for each opening. @param {string} ticket */
  replied(ticket) {
    const since = this.opened.get(ticket);
    if (since === undefined) return;
    this.opened.delete(ticket);
    const seconds = Math.min(LONGEST, Math.round((performance.now() - since) / 1_000));
    const inserted = [...(this.used.get(ticket)?.keys() ?? [])].at(-1);
    const offered = this.offered.find((id) => this.seen.has(id));
    tellReply({ seconds, ticket_id: ticket, ...(inserted && { inserted }), ...(offered && { offered }) });
  }
}
