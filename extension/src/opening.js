// When the agent opened the ticket in front of them, also over page loads; a reply is told once for each opening.

import { ask } from './worker-link.js';

const AWAY = 120_000; // ms; whoever comes back later opens the ticket anew
export const LONGEST = 4 * 60 * 60; // s; what took longer is told as so long

/** Since the page began by a clock that nobody sets; two pages are compared by the clock of the machine. */
const now = () => performance.timeOrigin + performance.now();

export class Opening {
  #at = now();
  #told = false;
  #key;

  /** @param {string} key the ticket's @param {AbortSignal} left when it is left */
  constructor(key, left) {
    this.#key = key;
    const leaving = () => void ask({ type: 'remember', key: nameOf(key), value: { at: this.#at, told: this.#told, left: now() } }).catch(() => {});
    left.addEventListener('abort', leaving, { once: true });
    addEventListener('pagehide', leaving, { signal: left });
  }

  /** Go on from the page before, where the agent was away for no more than a moment. */
  async goOn() {
    const before = await ask({ type: 'recall', key: nameOf(this.#key) }).catch(() => null);
    if (!before || this.#told || Math.abs(this.#at - before.left) > AWAY) return;
    this.#at = Math.min(before.at, this.#at);
    this.#told = before.told;
  }

  /** The customer wrote anew: from now on another reply is due. */
  anew() {
    this.#at = now();
    this.#told = false;
  }

  /** Seconds from opening to now, once; null where a reply was told already. @returns {number|null} */
  sent() {
    if (this.#told) return null;
    this.#told = true;
    return Math.min(LONGEST, Math.max(0, Math.round((now() - this.#at) / 1_000)));
  }
}

/** @param {string} key */
const nameOf = (key) => `opened ${key}`;
