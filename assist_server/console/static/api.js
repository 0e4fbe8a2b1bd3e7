// The only place that calls the server. Addresses are relative, so the page also works below a path prefix.

/** @typedef {import('./types.js').Ticket} Ticket */
/** @typedef {{body?: unknown, signal?: AbortSignal, keepalive?: boolean}} Asked */

const LIMIT = 3; // suggestions asked for: as many as there are keys for

/** What went wrong, in the server's words where it had any. `status` is 0 where no answer came. */
export class ApiError extends Error {
  /** @param {number} status @param {{title?: string, detail?: string, mend?: string, code?: string}} [problem] */
  constructor(status, problem = {}) {
    super(problem.detail || problem.title || `The server answered ${status}.`);
    this.status = status;
    this.title = problem.title ?? '';
    this.detail = problem.detail ?? '';
    this.mend = problem.mend ?? '';
    this.code = problem.code ?? '';
  }
}

const key = () => document.querySelector('meta[name="assist-key"]')?.getAttribute('content') ?? '';

/**
 * @param {string} path
 * @param {Asked} [asked]
 * @returns {Promise<any>} null for an answer without body
 */
async function fetchJSON(path, { body, signal, keepalive } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json', Authorization: `Bearer ${key()}` };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const method = body === undefined ? 'GET' : 'POST';
  const answer = await fetch(path, { method, headers, body: JSON.stringify(body), signal, keepalive }).catch((error) => {
    throw error.name === 'AbortError' ? error : new ApiError(0);
  });
  const content = answer.status === 204 ? null : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ApiError(answer.status, content);
  return content;
}

/** @returns {Promise<Ticket[]>} */
export const openTickets = () => fetchJSON('demo/tickets');

/**
 * @param {Ticket} ticket @param {AbortSignal} signal @param {boolean} [anyway] show what an experiment holds back
 * @returns {Promise<import('./types.js').Answer>}
 */
export function suggestions(ticket, signal, anyway = false) {
  const messages = ticket.messages.map(({ local, ...message }) => message);
  return fetchJSON('v1/suggestions', { body: { ticket: { ...ticket, messages }, limit: LIMIT, anyway }, signal });
}

/**
 * The customer so far, asked by who it is and when they wrote; none of their words.
 * @param {Ticket} ticket @param {AbortSignal} signal @returns {Promise<import('./types.js').CustomerHistory>}
 */
export function history({ id, brand, customer, messages }, signal) {
  const times = messages.filter(({ author, sent_at: sent }) => author === 'customer' && sent).map(({ sent_at: sent }) => sent);
  const known = { id: customer?.id, email: customer?.email };
  return fetchJSON('v1/customers/history', { body: { customer: known, ticket_id: id, brand, written_at: times }, signal });
}

/**
 * What to look at before a draft is sent. Nothing of it is kept.
 * @param {{ticket: Ticket, draft: string, evidence: string[]}} asked @param {AbortSignal} signal
 * @returns {Promise<{draft: string, findings: import('./types.js').Finding[]}>}
 */
export const checkDraft = (asked, signal) => fetchJSON('v1/drafts/check', { body: asked, signal });

/** @param {{author: string, text: string, sent_at?: string}[]} messages @returns {Promise<import('./types.js').Sentiment>} */
export const sentiment = (messages) => fetchJSON('v1/sentiment', { body: { messages } });

/** @param {string} query @param {AbortSignal} signal @returns {Promise<{results: import('./types.js').SearchResult[]}>} */
export const search = (query, signal) => fetchJSON(`v1/search?${new URLSearchParams({ q: query, limit: '8' })}`, { signal });

/**
 * Say what became of a suggestion. Nobody waits for it, and a lost one disturbs nobody.
 * @param {import('./types.js').Feedback} feedback
 */
export const tell = (feedback) => {
  fetchJSON('v1/feedback', { body: feedback, keepalive: true }).catch(() => null);
};

/** Say that a reply was sent, in the same manner. @param {import('./types.js').SentReply} reply */
export const tellReply = (reply) => {
  fetchJSON('v1/replies', { body: reply, keepalive: true }).catch(() => null);
};
