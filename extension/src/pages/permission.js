// Leave to reach an address. Browsers ask the person only within a click or key, so nothing is awaited before.

import { patternOf } from '../settings.js';

/** @typedef {import('../settings.js').Settings} Settings */

/** Always allowed: the addresses of this machine are in the manifest. */
const OWN = new Set(['127.0.0.1', 'localhost']);

/** @param {string} address */
const isOwn = (address) => OWN.has(new URL(address).hostname);

/** Ask the person where the browser needs it. @param {string} address @returns {Promise<boolean>} */
export const allow = (address) =>
  isOwn(address) ? Promise.resolve(true) : chrome.permissions.request({ origins: [patternOf(address)] }).catch(() => false);

/** @param {string} address @returns {Promise<boolean>} */
export const isAllowed = (address) => chrome.permissions.contains({ origins: [patternOf(address)] });

/**
 * Give an address up, unless something else that the settings name still needs it.
 * @param {string} address
 * @param {Settings} settings as they are without it
 */
export async function giveUp(address, { server, helpdesks }) {
  const needed = [server, ...helpdesks.map(({ origin }) => origin)].filter(Boolean).map(patternOf);
  if (isOwn(address) || needed.includes(patternOf(address))) return;
  await chrome.permissions.remove({ origins: [patternOf(address)] }).catch(() => false);
}
