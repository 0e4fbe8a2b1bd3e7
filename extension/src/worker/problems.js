// A failure in the agent's words: the texts of its code, and the server's own where they say more.

import { ApiError } from '../api.js';
import { loadSettings } from '../settings.js';
import { translator, wordsFor } from '../words.js';

/** @typedef {import('../types.js').Problem} Problem */

/** What the server says of these (which field, which command) is more exact than our text. */
const SERVER_KNOWS_BETTER = new Set(['not_ready', 'invalid', 'failed', 'forbidden']);

/**
 * @param {unknown} error
 * @returns {Promise<Problem>}
 */
export async function problemOf(error) {
  const settings = await loadSettings();
  const known = error instanceof ApiError ? error : new ApiError('failed');
  return inWords(known, translator(await wordsFor(settings.language)), known.server || settings.server);
}

/** @param {ApiError} error @param {(key: string, ...values: string[]) => string} words @param {string} server */
export function inWords({ code, problem }, words, server) {
  const told = SERVER_KNOWS_BETTER.has(code) ? problem : { title: '', mend: '' };
  const title = words(`problem_${code}_title`, server) + (told.title && code !== 'not_ready' ? ` ${told.title}` : '');
  return { ...problem, title, mend: told.mend || words(`problem_${code}_mend`, server) };
}
