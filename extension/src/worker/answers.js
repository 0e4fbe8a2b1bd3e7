// What the worker answers to each Ask. Every failure becomes a Problem in the agent's language.

import { ApiError, fetchJSON } from '../api.js';
import { writeInPage } from '../page-world.js';
import { loadSettings, publicSettings, saveSettings } from '../settings.js';
import { tagFor, wordsFor } from '../words.js';
import { showState } from './badge.js';
import { tryOut } from './connection.js';
import { problemOf } from './problems.js';
import { checkBody, historyBody, searchBody, suggestBody } from './bodies.js';
import { recall, remember } from './session.js';
import { deliver, tell } from './unsent.js';

/** @typedef {import('../types.js').Ask} Ask */
/** @typedef {import('../types.js').Reply} Reply */
/** @typedef {chrome.runtime.MessageSender} Sender */
/** @template {Ask['type']} T @typedef {Extract<Ask, {type: T}>} Of */

/** @type {{[T in Ask['type']]: (ask: Of<T>, sender: Sender) => unknown}} */
const ANSWERS = {
  settings: told,
  suggest: (ask, sender) => asked('/v1/suggestions', (settings) => suggestBody(settings, ask), sender),
  history,
  check,
  search: (ask, sender) => asked('/v1/search', (settings) => searchBody(settings, ask), sender),
  feedback: ({ feedback }) => tell({ feedback }),
  replied: ({ reply }) => tell({ reply }),
  'own-figures': (_, sender) => (isOwnPage(sender) ? fetchJSON('/v1/me/usage') : Promise.reject(new ApiError('forbidden'))),
  remember: ({ key, value }) => remember(key, value),
  recall: ({ key }) => recall(key),
  write,
  place: ({ place }) => saveSettings({ place }),
  options: () => chrome.runtime.openOptionsPage(),
  test: (ask, sender) => (isOwnPage(sender) ? tryOut(ask) : Promise.reject(new ApiError('forbidden'))),
};

/**
 * Answer one of the extension's own scripts or pages. Never rejects.
 * @param {Ask} ask
 * @param {Sender} sender
 * @returns {Promise<Reply>}
 */
export async function reply(ask, sender) {
  try {
    const answer = /** @type {(ask: Ask, sender: Sender) => unknown} */ (ANSWERS[ask.type]);
    return { ok: true, value: (await answer(ask, sender)) ?? null };
  } catch (error) {
    return { ok: false, problem: await problemOf(error) };
  }
}

async function told() {
  const settings = await loadSettings();
  return publicSettings(settings, await wordsFor(settings.language), tagFor(settings.language));
}

/**
 * Ask the server; show in the toolbar whether that works, and deliver what waited for the server.
 * @param {string} path
 * @param {(settings: import('../settings.js').Settings) => unknown} bodyOf
 * @param {Sender} sender
 */
async function asked(path, bodyOf, sender) {
  const settings = await loadSettings();
  try {
    const answer = await fetchJSON(path, { body: bodyOf(settings), settings });
    void showState(sender.tab, null);
    void deliver(settings);
    return answer;
  } catch (error) {
    if (error instanceof ApiError) void showState(sender.tab, error.problem.kind);
    throw error;
  }
}

/** A customer's history is a hint too: an older server does not know it. @param {Of<'history'>} ask */
async function history({ ticket }) {
  const settings = await loadSettings();
  return fetchJSON('/v1/customers/history', { body: historyBody(ticket), settings });
}

/** A check is a hint: where it fails, the toolbar does not speak of it. @param {Of<'check'>} ask */
async function check(ask) {
  const settings = await loadSettings();
  if (!settings.checkDrafts) return null;
  return fetchJSON('/v1/drafts/check', { body: checkBody(settings, ask), settings });
}

/** Some editors only take a text from a script of the page's own world. @param {Of<'write'>} ask @param {Sender} sender */
async function write({ selector, text, html }, { tab, frameId }) {
  if (tab?.id === undefined) throw new ApiError('failed');
  const target = { tabId: tab.id, frameIds: [frameId ?? 0] };
  const [{ result }] = await chrome.scripting.executeScript({ target, world: 'MAIN', func: writeInPage, args: [selector, text, html] });
  return result;
}

/** A content script runs beside a foreign page; what names a server and a key is for our own pages alone. @param {Sender} sender */
const isOwnPage = ({ url }) => url?.startsWith(chrome.runtime.getURL('')) ?? false;
