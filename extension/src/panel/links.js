// Links out of the panel: to web addresses only.

import { el, foreign, spoken } from './dom.js';
import { icon } from './icons.js';

/** @param {string | null | undefined} url */
export function isWeb(url) {
  try {
    return Boolean(url) && ['http:', 'https:'].includes(new URL(String(url)).protocol);
  } catch {
    return false; // no whole address
  }
}

/**
 * A link to another page, or plain text where the address is none that can be followed.
 * @param {import('./kit.js').Kit} kit
 * @param {string} text
 * @param {string | null | undefined} url
 * @param {string} key
 */
export function outside({ words }, text, url, key) {
  if (!isWeb(url)) return foreign(text, 'soft');
  const link = { class: 'outside', href: url, target: '_blank', rel: 'noopener noreferrer', 'data-key': `link ${key}` };
  return el('a', link, foreign(text), icon('link'), spoken(` ${words('panel_new_tab')}`));
}
