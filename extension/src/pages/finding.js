// Finding the server by itself: asks the address that is set again and again, and at once when it changes.

import { el } from '../panel/dom.js';
import { box } from './connection.js';

/** @typedef {import('./page.js').Page} Page */

const EVERY = 2_000; // ms between two looks while nobody answers

/**
 * @param {{state: HTMLElement, more: HTMLElement, address: HTMLInputElement}} where
 * @param {Page} page
 * @param {() => Promise<{status?: string}>} alive rejects while nobody answers
 * @param {(found: boolean) => void} told
 */
export async function findServer({ state, more, address }, { words, settings, signal }, alive, told) {
  let before = '';
  while (!signal.aborted) {
    const { server } = settings;
    const is = await alive().then(({ status }) => (status === 'ok' ? 'found' : 'other'), () => 'missing');
    if (server !== settings.server) continue; // that was the answer of another one
    const now = `${is} ${server}`;
    if (now !== before) show(is === 'found');
    before = now;
    await pause(address, signal);
  }

  /** @param {boolean} found */
  function show(found) {
    const shown = found ? box('check', words('welcome_server_found', settings.server)) : box('refresh', words('welcome_server_missing', settings.server));
    state.replaceChildren(found ? el('div', {}, shown) : shown);
    more.hidden = found;
    told(found);
  }
}

/** Wait for the next look, or for another address. @param {HTMLElement} address @param {AbortSignal} signal @returns {Promise<void>} */
const pause = (address, signal) =>
  new Promise((resolve) => {
    const over = new AbortController();
    const done = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(done, EVERY);
    signal.addEventListener('abort', done, { signal: over.signal });
    address.addEventListener('change', done, { signal: over.signal });
  });
