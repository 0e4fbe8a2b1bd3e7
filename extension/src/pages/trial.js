// Trying it on one pasted message: the mood and the best reply, as the panel would have them.

import { el } from '../panel/dom.js';
import { icon } from '../panel/icons.js';
import { AskFailed, ask } from '../worker-link.js';
import { box, problemBox } from './connection.js';

/** @typedef {import('./page.js').Page} Page */
/** @typedef {import('../types.js').Answer} Answer */

/**
 * @param {{form: HTMLFormElement, message: HTMLTextAreaElement, example: HTMLElement, button: HTMLButtonElement, result: HTMLElement}} where
 * @param {Page} page
 */
export function trial({ form, message, example, button, result }, page) {
  const on = { signal: page.signal };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!message.value.trim()) return message.focus();
    button.disabled = true;
    result.replaceChildren(box('refresh', page.words('welcome_try_waiting')));
    void answerTo(message.value, page).then((parts) => result.replaceChildren(...parts)).finally(() => (button.disabled = false));
  }, on);
  example.addEventListener('click', () => {
    message.value = page.words('welcome_try_example_text');
    form.requestSubmit();
  }, on);
}

/** @param {string} text @param {Page} page @returns {Promise<HTMLElement[]>} */
async function answerTo(text, page) {
  try {
    return shown(await ask({ type: 'suggest', ticket: { messages: [{ author: 'customer', text }] } }), page);
  } catch (error) {
    if (error instanceof AskFailed) return [problemBox(error.problem)];
    throw error;
  }
}

/** @param {Answer} answer @param {Page} page */
function shown({ sentiment, suggestions, took_ms: took }, { words, tag }) {
  const mood = el('p', { class: 'mood' }, icon(`mood-${sentiment.label}`), words(`welcome_mood_${sentiment.label}`));
  const warnings = sentiment.warnings.map(({ message }) => box('warning', message));
  const time = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 }).format(took);
  const best = suggestions[0] ? reply(suggestions[0], words) : box('quiet', words('welcome_try_quiet'), words('welcome_try_quiet_about'));
  return [mood, ...warnings, best, el('p', { class: 'hint' }, words('welcome_try_done', time))];
}

/** @param {import('../types.js').Suggestion} suggestion @param {Page['words']} words */
function reply({ text, confidence, evidence, support }, words) {
  const filled = el('span');
  filled.style.width = `${Math.round(confidence * 100)}%`;
  const meter = el('span', { class: 'meter', 'aria-hidden': 'true' }, filled);
  const head = el('p', { class: 'head' }, meter, words('welcome_try_first', Math.round(confidence * 100)), support > 1 ? ` · ${words('welcome_try_agree', support)}` : '');
  const from = evidence[0] ? el('p', { class: 'from', dir: 'auto' }, words('welcome_try_from', evidence[0].title)) : null;
  return el('article', { class: 'reply' }, head, el('p', { class: 'text', dir: 'auto' }, text), from);
}
