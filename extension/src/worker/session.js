// What panels remember of the last tickets, in memory for the browser's session.

const MOST = 40; // two of each ticket: its answer, and when it was opened
const PREFIX = 'kept:';

/** @typedef {{at: number, value: unknown}} Remembered */

/** Each has its own entry, so that two tabs don't undo each other. @param {string} key @param {unknown} value */
export async function remember(key, value) {
  await chrome.storage.session.set({ [PREFIX + key]: { at: Date.now(), value } });
  const all = /** @type {Record<string, Remembered>} */ (await chrome.storage.session.get(null));
  const newestFirst = Object.keys(all).filter((name) => name.startsWith(PREFIX)).sort((one, other) => all[other].at - all[one].at);
  await chrome.storage.session.remove(newestFirst.slice(MOST));
}

/** @param {string} key @returns {Promise<unknown>} null when nothing is remembered */
export async function recall(key) {
  const found = /** @type {Record<string, Remembered>} */ (await chrome.storage.session.get(PREFIX + key));
  return found[PREFIX + key]?.value ?? null;
}
