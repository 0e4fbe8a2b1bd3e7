// Feedback and sent replies: told at once, or kept until the server is back. Numbers and codes only, never a text.

import { ApiError, fetchJSON } from '../api.js';
import { loadSettings } from '../settings.js';

/** @typedef {import('../types.js').Feedback} Feedback */
/** @typedef {import('../types.js').SentReply} SentReply */
/** @typedef {{server: string, key: string}} Where */
/** @typedef {{feedback: Feedback} | {reply: SentReply}} News */
/** @typedef {{server: string} & News} Unsent   a suggestion's id means something to its own server only */

const NAME = 'unsent';
const MOST = 200;
const REFUSED_FOR_GOOD = 'invalid';
const NOT_FOUND = 404;

/** Nobody waits for feedback, so this never rejects. @param {News} news */
export async function tell(news) {
  const settings = await loadSettings();
  const bare = 'reply' in news ? { reply: numbersOf(news.reply) } : { feedback: numbersAndCodes(news.feedback) };
  try {
    await post(bare, settings);
  } catch (error) {
    if (worthKeeping(error)) await change((unsent) => [...unsent, { server: settings.server, ...bare }].slice(-MOST));
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
async function arrived(settings, one) {
  try {
    await post(one, settings);
    return true;
  } catch (error) {
    return !worthKeeping(error);
  }
}

/** @param {News} news @param {Where} settings */
const post = (news, settings) =>
  'reply' in news ? fetchJSON('/v1/replies', { body: news.reply, settings }) : fetchJSON('/v1/feedback', { body: news.feedback, settings });

/** An older server has no place for replies. @param {unknown} error */
const worthKeeping = (error) =>
  !(error instanceof ApiError && (error.problem.kind === REFUSED_FOR_GOOD || error.problem.status === NOT_FOUND));

/** @param {SentReply} reply @returns {SentReply} */
const numbersOf = ({ seconds, ticket_id, inserted, offered }) => ({
  seconds,
  ...(ticket_id && { ticket_id }),
  ...(inserted && { inserted }),
  ...(offered && { offered }),
});

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
