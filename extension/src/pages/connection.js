// The server's address and the agent's key: saved as they are typed, tried out, and what is wrong said exactly.

import { el } from '../panel/dom.js';
import { icon } from '../panel/icons.js';
import { serverAddress } from '../settings.js';
import { AskFailed, ask } from '../worker-link.js';
import { withCode } from './page.js';
import { allow, giveUp } from './permission.js';

/** @typedef {import('./page.js').Page} Page */
/** @typedef {import('../types.js').Problem} Problem */
/** @typedef {{server: HTMLInputElement, key: HTMLInputElement, test: HTMLButtonElement, result: HTMLElement, wrong?: HTMLElement}} Form `wrong` is where a bad address is said */

const PAUSE = 400; // ms without a keystroke before what is typed is saved

/**
 * @param {Form} form
 * @param {Page} page
 * @param {(works: boolean) => void} [tested]
 * @returns {() => Promise<void>} tries the connection out
 */
export function connection(form, page, tested = () => {}) {
  const { server, key, test } = form;
  const on = { signal: page.signal };
  server.value = page.settings.server;
  key.value = page.settings.key;
  const run = () => tryOut(form, page).then(tested);
  server.addEventListener('change', () => void saveServer(form, page), on);
  key.addEventListener('input', afterPause(() => void saveKey(form, page)), on);
  key.addEventListener('change', () => void saveKey(form, page), on);
  test.addEventListener('click', () => void allow(serverAddress(server.value) || page.settings.server).then(run), on);
  return run;
}

/** @param {() => void} act */
function afterPause(act) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, PAUSE);
  };
}

/** @param {Form} form @param {Page} page */
async function saveServer({ server, result, wrong = result }, page) {
  const address = serverAddress(server.value);
  const before = page.settings.server;
  server.setAttribute('aria-invalid', String(!address));
  if (!address) return wrong.replaceChildren(box('warning', page.words('options_server_invalid'), page.words('options_server_invalid_mend')));
  server.value = address;
  wrong.replaceChildren();
  result.replaceChildren();
  if (address === before) return undefined;
  const allowed = allow(address);
  await page.save({ server: address });
  await allowed;
  if (before) await giveUp(before, page.settings);
  return undefined;
}

/** @param {Form} form @param {Page} page */
async function saveKey({ key, result }, page) {
  const value = key.value.trim();
  if (value === page.settings.key) return;
  result.replaceChildren();
  await page.save({ key: value });
}

/** @param {Form} form @param {Page} page @returns {Promise<boolean>} whether the server answers with this key */
async function tryOut(form, page) {
  const { result, test } = form;
  await saveServer(form, page);
  await saveKey(form, page);
  if (!serverAddress(form.server.value)) return false;
  test.disabled = true;
  result.replaceChildren(box('refresh', page.words('options_testing')));
  const { server, key } = page.settings;
  try {
    const known = await ask({ type: 'test', server, key });
    result.replaceChildren(box('check', page.words('options_connected'), knows(known, page)));
    return true;
  } catch (error) {
    if (error instanceof AskFailed) result.replaceChildren(problemBox(error.problem));
    return false;
  } finally {
    test.disabled = false;
  }
}

/** @param {{tickets: number, articles: number, macros: number}} known @param {Page} page */
function knows({ tickets, articles, macros }, { words, tag }) {
  const [one, two, three] = [tickets, articles, macros].map((count) => new Intl.NumberFormat(tag).format(count));
  return words('options_knows', one, two, three);
}

/** @param {Problem} problem */
export const problemBox = ({ kind, title, mend }) => box(kind === 'refused' ? 'key' : kind === 'away' ? 'unplugged' : 'warning', title, mend);

/** @param {string} drawing @param {string} title @param {string} [text] */
export const box = (drawing, title, text = '') =>
  el('div', { class: `box box-${drawing}` }, icon(drawing), el('div', {}, el('b', {}, title), text ? el('p', {}, ...withCode(text)) : null));
