// What the agent chose, in the extension's own storage, and the part of it that pages may know.

/** @typedef {import('./types.js').Place} Place */
/** @typedef {import('./types.js').PublicSettings} PublicSettings */
/** @typedef {{origin: string, adapter: string}} Helpdesk   origin as the browser writes it: 'https://acme.zendesk.com' */
/**
 * `server` has no slash at its end and may have a path before it; `language` '' is the browser's; `internal`: internal
 * notes may be read and internal evidence shown.
 * @typedef {{server: string, key: string, language: string, internal: boolean, checkDrafts: boolean, place: Place, helpdesks: Helpdesk[]}} Settings
 */

/** @type {Settings} */
export const DEFAULTS = {
  server: 'http://127.0.0.1:8000',
  key: '',
  language: '',
  internal: false,
  checkDrafts: true,
  place: { side: 'right', top: 72, width: 380, collapsed: false },
  helpdesks: [],
};

/** What the panel must be told of when it changes. */
const TOLD = ['server', 'key', 'language', 'internal', 'checkDrafts'];

/** @returns {Promise<Settings>} */
export async function loadSettings() {
  const stored = await chrome.storage.local.get(Object.keys(DEFAULTS));
  return { ...DEFAULTS, ...stored };
}

/** Each setting has its own entry, so that two pages that save at once don't undo each other. @param {Partial<Settings>} changes */
export const saveSettings = (changes) => chrome.storage.local.set(changes);

/** Whether a change of the storage is one that open panels must hear of. @param {Record<string, unknown>} changes */
export const concernsPanels = (changes) => Object.keys(changes).some((name) => TOLD.includes(name));

/**
 * What content scripts get to know: field by field, so that a new secret never slips in.
 * @param {Settings} settings
 * @param {Record<string, string>} words
 * @param {string} language a language tag
 * @returns {PublicSettings}
 */
export const publicSettings = ({ server, key, internal, checkDrafts, place }, words, language) => ({
  server,
  hasKey: key !== '',
  language,
  internal,
  checkDrafts,
  words,
  place,
});

/**
 * A typed address as it is stored, or '' where it can be none. Without a scheme it is http on this machine, else https.
 * @param {string} typed
 */
export function serverAddress(typed) {
  const text = typed.trim();
  const local = /^(localhost|127\.0\.0\.1)(?![\w.-])/i.test(text);
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${local ? 'http' : 'https'}://${text}`);
    const usable = /^https?:$/.test(url.protocol) && url.hostname !== '' && !url.username;
    return usable ? (url.origin + url.pathname).replace(/\/+$/, '') : '';
  } catch {
    return '';
  }
}

/** The match pattern of everything at an address: patterns for permissions name no port. @param {string} address */
export function patternOf(address) {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}
