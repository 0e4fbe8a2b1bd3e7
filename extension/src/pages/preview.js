// What leaves the browser: the very body that is posted for the ticket open in another tab, made by the same function.

import { suggestBody } from '../worker/bodies.js';

/** @typedef {import('./page.js').Page} Page */

/**
 * @param {{text: HTMLElement, target: HTMLElement, empty: HTMLElement, full: HTMLElement, again: HTMLElement}} where
 * @param {Page} page
 */
export function preview(where, page) {
  const refresh = () => void show(where, page);
  where.again.addEventListener('click', refresh, { signal: page.signal });
  addEventListener('focus', refresh, { signal: page.signal });
  refresh();
}

/** @param {Parameters<typeof preview>[0]} where @param {Page} page */
async function show({ text, target, empty, full }, { settings, words }) {
  const ticket = await openTicket();
  empty.hidden = ticket !== null;
  full.hidden = ticket === null;
  if (!ticket) return;
  text.textContent = JSON.stringify(suggestBody(settings, { ticket }), null, 2);
  target.textContent = words('options_preview_target', `${settings.server}/v1/suggestions`);
}

/** The ticket of the helpdesk tab that was used last. @returns {Promise<import('../types.js').Ticket|null>} */
async function openTicket() {
  const tabs = await chrome.tabs.query({});
  for (const { id } of tabs.sort((one, other) => (other.lastAccessed ?? 0) - (one.lastAccessed ?? 0))) {
    const ticket = id === undefined ? null : await chrome.tabs.sendMessage(id, { type: 'preview' }, { frameId: 0 }).catch(() => null);
    if (ticket) return ticket;
  }
  return null;
}
