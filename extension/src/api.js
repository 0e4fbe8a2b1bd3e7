// The only fetch to the server. It sends no cookie, follows no redirect and waits only so long.

import { loadSettings, patternOf } from './settings.js';

/** @typedef {import('./types.js').Problem} Problem */
/**
 * What can go wrong, and of which kind it is for the panel. Each code has its words: `problem_CODE_title` and `_mend`.
 * @type {Record<string, Problem['kind']>}
 */
export const KINDS = {
  no_server: 'setup',
  no_key: 'setup',
  no_permission: 'setup',
  not_assist: 'setup',
  no_answer: 'away',
  timeout: 'away',
  gateway: 'away',
  unauthorized: 'refused',
  forbidden: 'refused',
  host: 'refused',
  invalid: 'invalid',
  too_large: 'invalid',
  busy: 'failed',
  not_ready: 'failed',
  failed: 'failed',
};

const PATIENCE = 20_000; // ms; the first question after the server's start loads its model
const PROBLEM = 'application/problem+json';
/** @type {RequestInit} */
const PRIVATE = { cache: 'no-store', credentials: 'omit', redirect: 'manual', referrerPolicy: 'no-referrer' };

/** What went wrong: a code from KINDS, and the server's own words where it had any. */
export class ApiError extends Error {
  /** @param {string} code @param {number} [status] @param {{title?: string, mend?: string}} [told] */
  constructor(code, status = 0, { title = '', mend = '' } = {}) {
    super(title || code);
    this.code = code;
    this.server = ''; // the address that was asked
    /** @type {Problem} */
    this.problem = { kind: KINDS[code] ?? 'failed', status, title, mend };
  }
}

/**
 * @typedef {{method?: 'GET'|'POST', body?: unknown, settings?: {server: string, key: string}, signal?: AbortSignal,
 *   open?: boolean, patience?: number}} Asked   `open` for the addresses that answer without a key
 */

/**
 * Ask the server and return its JSON, null for an answer without body. A GET is asked twice where nobody answers.
 * @param {string} path
 * @param {Asked} [asked]
 * @returns {Promise<any>} rejects with ApiError, or AbortError when `signal` was aborted
 */
export async function fetchJSON(path, asked = {}) {
  const settings = asked.settings ?? (await loadSettings());
  try {
    if (!settings.server) throw new ApiError('no_server');
    if (!settings.key && !asked.open) throw new ApiError('no_key');
    return await twice(settings, path, asked);
  } catch (error) {
    if (error instanceof ApiError) error.server = settings.server;
    throw error;
  }
}

/** @param {{server: string, key: string}} settings @param {string} path @param {Asked} asked */
async function twice(settings, path, asked) {
  try {
    return await once(settings, path, asked);
  } catch (error) {
    const away = error instanceof ApiError && error.problem.kind === 'away' && !asked.signal?.aborted;
    if (!away || methodOf(asked) !== 'GET') throw error;
    return once(settings, path, asked);
  }
}

/** @param {Asked} asked */
const methodOf = ({ method, body }) => method ?? (body === undefined ? 'GET' : 'POST');

/** @param {{server: string, key: string}} settings @param {string} path @param {Asked} asked */
async function once({ server, key }, path, asked) {
  const { body, signal, open, patience = PATIENCE } = asked;
  const limit = AbortSignal.timeout(patience);
  const headers = new Headers({ Accept: 'application/json' });
  if (!open) headers.set('Authorization', `Bearer ${key}`);
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  const both = signal ? AbortSignal.any([signal, limit]) : limit;
  try {
    return await contentOf(await fetch(server + path, { ...PRIVATE, method: methodOf(asked), headers, body: JSON.stringify(body), signal: both }));
  } catch (error) {
    if (error instanceof ApiError || signal?.aborted) throw error;
    throw new ApiError(limit.aborted ? 'timeout' : (await mayReach(server)) ? 'no_answer' : 'no_permission');
  }
}

/** @param {Response} answer */
async function contentOf(answer) {
  if (answer.status === 204) return null;
  const type = answer.headers.get('Content-Type') ?? '';
  if (answer.ok && type.startsWith('application/json')) return answer.json().catch(notJson);
  if (!type.startsWith(PROBLEM)) throw new ApiError(answer.status >= 500 ? 'gateway' : 'not_assist', answer.status);
  const { title = '', detail = '', mend = '', code = '' } = await answer.json().catch(notJson);
  throw new ApiError(codeOf(answer.status, code, mend), answer.status, { title: detail || title, mend });
}

/** @param {Error} error */
function notJson(error) {
  throw error instanceof SyntaxError ? new ApiError('not_assist') : error;
}

/** @param {number} status @param {string} code the server's @param {string} mend */
function codeOf(status, code, mend) {
  if (status === 401) return 'unauthorized';
  if (status === 403) return mend.includes('ASSIST_ALLOWED_HOSTS') ? 'host' : 'forbidden';
  if (status === 413) return 'too_large';
  if (status === 408 || status === 429) return 'busy';
  if (status === 503) return 'not_ready';
  return status >= 500 || code === 'not-found' ? 'failed' : 'invalid';
}

/** @param {string} server */
const mayReach = (server) => chrome.permissions.contains({ origins: [patternOf(server)] });

const OWN_MACHINE = /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?(\/|$)/;

/**
 * The key that the demo (`make run`) hands its own page, '' where no demo runs on this machine. Never rejects.
 * @param {string} server
 * @param {AbortSignal} signal
 * @returns {Promise<string>}
 */
export async function demoKey(server, signal) {
  if (!OWN_MACHINE.test(server)) return '';
  try {
    const answer = await fetch(`${server}/`, { ...PRIVATE, signal });
    return /<meta name="assist-key" content="([\w-]+)"/.exec(await answer.text())?.[1] ?? '';
  } catch {
    return '';
  }
}
