// On which pages the content script runs: the helpdesks the agent named and the browser allowed, and nowhere else.

import { loadSettings, patternOf } from '../settings.js';
import { bring } from './orders.js';

const ID = 'helpdesks';
/** At the start, so that all is there when the page has loaded; main.js waits for that. */
const SCRIPT = { id: ID, js: ['src/content.js'], runAt: /** @type {const} */ ('document_start'), persistAcrossSessions: true };

/** Bring the registration up to date, one call at a time, and start in the tabs that are open already. */
export const bringScripts = () => navigator.locks.request(ID, register);

async function register() {
  const allowed = await allowedOrigins();
  const before = (await chrome.scripting.getRegisteredContentScripts({ ids: [ID] }))[0]?.matches ?? [];
  if (before.length) await chrome.scripting.unregisterContentScripts({ ids: [ID] });
  const matches = await registered(allowed);
  const tabs = matches.length ? await chrome.tabs.query({ url: matches }) : [];
  await Promise.all(tabs.filter(({ discarded }) => !discarded).map(bring));
}

/** @returns {Promise<string[]>} */
async function allowedOrigins() {
  const origins = [...new Set((await loadSettings()).helpdesks.map(({ origin }) => origin))];
  const allowed = await Promise.all(origins.map((origin) => chrome.permissions.contains({ origins: [patternOf(origin)] })));
  return origins.filter((_, i) => allowed[i]);
}

/** @param {string[]} origins @returns {Promise<string[]>} the patterns that were taken */
async function registered(origins) {
  const matches = [...new Set(origins.map(scriptPatternOf))];
  if (matches.length) await chrome.scripting.registerContentScripts([{ ...SCRIPT, matches }]);
  return matches;
}

/** Firefox (153) takes a pattern with a port and then never finds it to match: there all ports of the host are meant. @param {string} origin */
const scriptPatternOf = (origin) => (chrome.runtime.getURL('').startsWith('moz-') ? patternOf(origin) : `${origin}/*`);
