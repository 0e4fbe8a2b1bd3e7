// Finding the server by itself: asks until somebody answers.

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
    const is = await alive().then(({ status }) => (status === 'ok' ? 'found' : 'other'), () => 'missing');
    const now = `${is} ${settings.server}`;
    if (now !== before) show(is === 'found');
    before = now;
    await pause(signal);
  }

  /** @param {boolean} found */
  function show(found) {
    const shown = found ? box('check', words('welcome_server_found', settings.server)) : box('refresh', words('welcome_server_missing', settings.server));
    state.replaceChildren(found ? el('div', {}, shown) : shown);
    more.hidden = found && document.activeElement !== address;
    told(found);
  }
}

/** @param {AbortSignal} signal @returns {Promise<void>} */
const pause = (signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, EVERY);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
