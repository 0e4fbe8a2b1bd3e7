// Feedback: told at once, or kept until the server is back. Numbers and codes only, never a text.

import { ApiError, fetchJSON } from '../api.js';
import { loadSettings } from '../settings.js';

/** @typedef {import('../types.js').Feedback} Feedback */
/** @typedef {{server: string, key: string}} Where */
/** @typedef {{server: string, feedback: Feedback}} Unsent   a suggestion's id means something to its own server only */

const NAME = 'unsent';
const MOST = 200;
const REFUSED_FOR_GOOD = 'invalid';

/** Nobody waits for feedback, so this never rejects. @param {Feedback} feedback */
export async function tell(feedback) {
  const settings = await loadSettings();
  const bare = numbersAndCodes(feedback);
  try {
    await fetchJSON('/v1/feedback', { body: bare, settings });
  } catch (error) {
    if (worthKeeping(error)) await change((unsent) => [...unsent, { server: settings.server, feedback: bare }].slice(-MOST));
    return;
  }
  await deliver(settings);
}

/** Tell what waited, oldest first; what the server still does not take stays. @param {Where} where */
export async function deliver(where) {
  await change(async (unsent) => {
    const mine = unsent.filter(({ server }) => server === where.server);
    while (mine.length && (await arrived(where, mine[0]))) mine.shift();
    return mine;
  });
}

/** @param {Where} settings @param {Unsent} one */
async function arrived(settings, { feedback }) {
  try {
    await fetchJSON('/v1/feedback', { body: feedback, settings });
    return true;
  } catch (error) {
    return !worthKeeping(error);
  }
}

/** @param {unknown} error */
const worthKeeping = (error) => !(error instanceof ApiError && error.problem.kind === REFUSED_FOR_GOOD);

/** @param {Feedback} feedback @returns {Feedback} */
const numbersAndCodes = ({ suggestion_id, event, similarity, reason, ticket_id }) => ({
  suggestion_id,
  event,
  ...(similarity !== undefined && { similarity }),
  ...(reason && { reason }),
  ...(ticket_id && { ticket_id }),
});

/** One change at a time, also between two pages of the extension. @param {(unsent: Unsent[]) => Unsent[]|Promise<Unsent[]>} how */
const change = (how) =>
  navigator.locks.request(NAME, async () => {
    const { [NAME]: before = [] } = /** @type {{unsent?: Unsent[]}} */ (await chrome.storage.local.get(NAME));
    const after = await how(before);
    if (before.length || after.length) await chrome.storage.local.set({ [NAME]: after });
  });
