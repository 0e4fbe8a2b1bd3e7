// The helpdesk page as the rest sees it: which ticket is open, what it says, where the agent writes.

import { adapterFor } from './adapters/index.js';
import { watchCursor } from './composer.js';
import { readOpen } from './reading.js';

/** @typedef {import('./types.js').Ticket} Ticket */

export class Desk {
  /** @type {HTMLElement|null} */
  #box = null;
  #boxLeft = new AbortController();

  /** @param {Document} doc @param {AbortSignal} signal */
  constructor(doc, signal) {
    this.doc = doc;
    this.signal = signal;
  }

  /** Remember from now on where the cursor is in the present composer: it is lost once the panel has the focus. */
  followCursor() {
    const box = this.composer?.box ?? null;
    if (box === this.#box) return;
    this.#boxLeft.abort();
    this.#box = box;
    this.#boxLeft = new AbortController();
    if (box) watchCursor(box, { signal: AbortSignal.any([this.signal, this.#boxLeft.signal]) });
  }

  get url() {
    return new URL(this.doc.location.href);
  }

  /** The adapter for the page as it is now: a single-page app may become recognisable only after a while. */
  get adapter() {
    return adapterFor(this.doc, this.url);
  }

  get isGeneric() {
    return this.adapter.name === 'generic';
  }

  /** @returns {string|null} */
  get ticketId() {
    return this.adapter.ticketId(this.doc, this.url);
  }

  /** The tickets mounted at once where the page doesn't say which one is meant. @returns {string[]} */
  get several() {
    const ids = this.ticketId === null ? this.adapter.ticketIds?.(this.doc, this.url) : null;
    return ids && ids.length > 1 ? ids : [];
  }

  /** By what a ticket is known in this browser. @param {string} id */
  keyOf(id) {
    return `${this.doc.location.origin}|${this.adapter.name}|${id}`;
  }

  /** @param {{internal: boolean, signal: AbortSignal}} how @returns {Promise<Ticket|null>} */
  read(how) {
    return readOpen(this.adapter, this.doc, how);
  }

  /** @returns {import('./types.js').Composer|null} */
  get composer() {
    return this.adapter.findComposer(this.doc, this.url);
  }

  /** @returns {import('./types.js').State['mode']} */
  get mode() {
    return this.composer?.mode ?? 'none';
  }

  get replyUrl() {
    return this.adapter.replyUrl?.(this.doc, this.url) ?? undefined;
  }
}
