// What the extension's own pages share: the texts in the agent's language, and saying what happened.

import { icon } from '../panel/icons.js';
import { loadSettings, saveSettings } from '../settings.js';
import { tagFor, translator, wordsFor } from '../words.js';

/** @typedef {import('../settings.js').Settings} Settings */
/**
 * `save` stores changes and says so; `say` is read out and shown for a moment.
 * @typedef {{words: (key: string, ...values: (string|number)[]) => string, tag: string, settings: Settings,
 *   save: (changes: Partial<Settings>) => Promise<void>, say: (text: string) => void, signal: AbortSignal}} Page
 */

const SHOWN = 4_000; // ms

/** The element of that id in the page itself. @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

/** Fill the page with the agent's language. @returns {Promise<Page>} */
export async function openPage() {
  const settings = await loadSettings();
  const words = translator(await wordsFor(settings.language));
  const tag = tagFor(settings.language);
  const closed = new AbortController();
  addEventListener('pagehide', () => closed.abort());
  document.documentElement.lang = tag;
  fill(document, words);
  const say = announcer(byId('said'));
  const save = async (/** @type {Partial<Settings>} */ changes) => {
    Object.assign(settings, changes);
    await saveSettings(changes);
    say(words('options_saved'));
  };
  return { words, tag, settings, save, say, signal: closed.signal };
}

/** Elements name their texts (`data-words`, `data-placeholder`, `data-label`) and their drawings (`data-icon`). @param {ParentNode} root @param {Page['words']} words */
function fill(root, words) {
  for (const node of elements(root, '[data-words]')) node.append(...withCode(words(node.dataset.words ?? '')));
  for (const node of elements(root, '[data-placeholder]')) node.setAttribute('placeholder', words(node.dataset.placeholder ?? ''));
  for (const node of elements(root, '[data-label]')) node.setAttribute('aria-label', words(node.dataset.label ?? ''));
  for (const node of elements(root, '[data-icon]')) node.prepend(icon(node.dataset.icon ?? ''));
}

/** @param {ParentNode} root @param {string} selector @returns {NodeListOf<HTMLElement>} */
const elements = (root, selector) => root.querySelectorAll(selector);

/** What stands between backticks is a command. @param {string} text @returns {(string|Node)[]} */
export function withCode(text) {
  return text.split('`').map((part, i) => {
    if (i % 2 === 0) return part;
    const code = document.createElement('code');
    code.textContent = part;
    return code;
  });
}

/** @param {HTMLElement} place a live region @returns {(text: string) => void} */
function announcer(place) {
  let timer = 0;
  return (text) => {
    clearTimeout(timer);
    place.textContent = text;
    timer = window.setTimeout(() => (place.textContent = ''), SHOWN);
  };
}
