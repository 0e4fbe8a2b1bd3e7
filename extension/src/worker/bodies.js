// What is posted to the server, in one place: the options page previews with the same functions.

/** @typedef {import('../types.js').Ticket} Ticket */
/** @typedef {{internal: boolean}} Choice */

const SUGGESTIONS = 3; // as many as there are keys for
const RESULTS = 8;

/**
 * The body of `POST /v1/suggestions`. Internal notes are dropped once more here, whatever a content script says.
 * @param {Choice} choice
 * @param {{ticket: Ticket, draft?: string, anyway?: boolean}} asked
 */
export function suggestBody({ internal }, { ticket, draft, anyway }) {
  const messages = ticket.messages.filter((message) => internal || !message.internal);
  return { ticket: { ...ticket, messages }, limit: SUGGESTIONS, ...(draft && { draft }), ...(anyway && { anyway }), internal };
}

/**
 * The body of `POST /v1/drafts/check`, internal notes dropped as above.
 * @param {Choice} choice
 * @param {{ticket: Ticket, draft: string, evidence: string[], articles: string[]}} asked
 */
export function checkBody({ internal }, { ticket, draft, evidence, articles }) {
  const messages = ticket.messages.filter((message) => internal || !message.internal);
  return { ticket: { ...ticket, messages }, draft, evidence, articles };
}

/** The body of `POST /v1/customers/history`: who it is and when they wrote, none of their words. @param {Ticket} ticket */
export function historyBody({ id, brand, customer, messages }) {
  const theirs = messages.filter(({ author, internal }) => author === 'customer' && !internal);
  const times = theirs.flatMap(({ sent_at: sent }) => (sent ? [sent] : []));
  return { customer: { id: customer?.id, email: customer?.email }, ticket_id: id, brand, written_at: times };
}

/** The body of `POST /v1/search`. @param {Choice} choice @param {{q: string, brand?: string}} asked */
export const searchBody = ({ internal }, { q, brand }) => ({ q, limit: RESULTS, ...(brand && { brand }), internal });
