// The only way from a page to the worker: one question, one answer, and what it means when nobody answers.

/** @typedef {import('./types.js').Ask} Ask */
/** @typedef {import('./types.js').Problem} Problem */

/** The worker could not do what was asked; `problem` says why in words for the agent. */
export class AskFailed extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/** @type {Problem} the extension was updated or removed while this page was open: a reload of the page mends it */
const GONE = { kind: 'failed', status: 0, title: 'problem_reload', mend: '' };

/**
 * Ask the worker. Rejects with AskFailed, also when the extension was reloaded under this page.
 * @param {Ask} message
 * @returns {Promise<any>}
 */
export async function ask(message) {
  const reply = await send(message);
  if (!reply?.ok) throw new AskFailed(reply?.problem ?? GONE);
  return reply.value;
}

/** @param {Ask} message @returns {Promise<import('./types.js').Reply|null>} */
async function send(message) {
  try {
    return await chrome.runtime.sendMessage(message);
  } catch {
    return null; // "Extension context invalidated", or no worker: information, not an accident
  }
}
