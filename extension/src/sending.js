// Noticing that the agent sends the reply, and telling how much of what was inserted survived: numbers alone, no text.

import { readBox } from './composer.js';
import { keptShare } from './kept.js';
import { ask } from './worker-link.js';

/** @typedef {import('./assist.js').Assist} Assist */

/** Watch for the click or the submit by which the agent sends. Nothing is ever sent by us. @param {Assist} assist @param {AbortSignal} signal */
export function watchSending(assist, signal) {
  const { doc } = assist.desk;
  const noticed = (/** @type {Event} */ event) => {
    const composer = assist.open?.kept ? assist.desk.composer : null;
    if (composer && composer.mode === 'reply' && isSending(event, composer)) tellSent(assist, readBox(composer.box));
  };
  for (const name of ['click', 'submit']) doc.addEventListener(name, noticed, { capture: true, signal });
}

/** @param {Event} event @param {import('./types.js').Composer} composer */
function isSending(event, { box, send }) {
  const path = event.composedPath();
  if (event.type === 'click') return send.some((button) => path.includes(button));
  return path[0] instanceof HTMLFormElement && (path[0].contains(box) || send.some((button) => button.closest('form') === path[0]));
}

/** @param {Assist} assist @param {string} text as it is sent */
function tellSent(assist, text) {
  tellReply(assist);
  for (const { id, text: inserted } of assist.open?.kept?.inserted ?? []) {
    const similarity = Math.round(keptShare(inserted, text) * 1000) / 1000;
    if (similarity < 1) tell(assist, { suggestion_id: id, event: 'edited', similarity });
    tell(assist, { suggestion_id: id, event: 'sent', similarity });
  }
  assist.keep({ inserted: [], sent: true });
}

/** How long after opening the ticket, and with which suggestion. @param {Assist} assist */
function tellReply({ open }) {
  const seconds = open?.opening?.sent() ?? null;
  if (!open?.kept || seconds === null) return;
  const { answer, seen, inserted } = open.kept;
  const offered = answer.suggestions.find(({ id }) => seen.includes(id))?.id;
  const used = inserted.at(-1)?.id;
  const reply = { seconds, ticket_id: open.id, ...(used && { inserted: used }), ...(offered && { offered }) };
  void ask({ type: 'replied', reply }).catch(() => {});
}

/**
 * Tell the server what became of a suggestion. Lost feedback costs nobody an answer, so nobody waits for it.
 * @param {Assist} assist @param {import('./types.js').Feedback} feedback
 */
export function tell(assist, feedback) {
  const ticket = assist.open?.id ? { ticket_id: assist.open.id } : {};
  void ask({ type: 'feedback', feedback: { ...feedback, ...ticket } }).catch(() => {});
}
