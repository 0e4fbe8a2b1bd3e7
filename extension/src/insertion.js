// Putting a chosen text into the composer: asked for by the agent, at the cursor, and read back.

import { insertText } from './composer.js';
import { selectNextSlot, slotsIn } from './slots.js';
import { ask } from './worker-link.js';

/** @typedef {import('./types.js').Notice} Notice */
/** @typedef {{text: string, id?: string, placeholders: string[], internal: boolean}} Choice */

/**
 * Insert, and say how it went. Internal evidence goes into a public reply only when the agent is `sure`.
 * @param {import('./desk.js').Desk} desk
 * @param {Choice} choice
 * @param {{sure: boolean, signal: AbortSignal}} how
 * @returns {Promise<Notice>}
 */
export async function insertChoice(desk, choice, { sure, signal }) {
  const composer = desk.composer;
  const { id, text } = choice;
  if (!composer) return { kind: 'no-composer', id, text, replyUrl: desk.replyUrl };
  if (choice.internal && composer.mode === 'reply' && !sure) return { kind: 'confirm-internal', id, text };
  const { ok } = await insertText(composer, text, { write: inPage, signal });
  if (!ok) return { kind: 'not-inserted', id, text };
  const slots = slotsIn(text, choice.placeholders);
  if (slots.length) selectNextSlot(composer.box, slots);
  return { kind: 'inserted', id, slots: slots.length };
}

/** Select the next blank of what was inserted. @param {import('./desk.js').Desk} desk @param {Choice} choice */
export function nextSlot(desk, { text, placeholders }) {
  const composer = desk.composer;
  return Boolean(composer && selectNextSlot(composer.box, slotsIn(text, placeholders)));
}

/** Editors that keep their text in page objects are reached by the worker. @param {{selector: string, text: string, html: string}} what */
const inPage = (what) => ask({ type: 'write', ...what }).catch(() => false);
