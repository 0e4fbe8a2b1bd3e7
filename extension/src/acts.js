// What the agent can do with what is shown, one function for each action of the panel.

import { readBox } from './composer.js';
import { putFix } from './fixing.js';
import { insertChoice, nextSlot } from './insertion.js';
import { tell } from './sending.js';
import { AskFailed, ask } from './worker-link.js';

/** @typedef {import('./assist.js').Assist} Assist */
/** @typedef {import('./types.js').Action} Action */
/** @template {Action['type']} T @typedef {Extract<Action, {type: T}>} Of */

/** @type {{[T in Action['type']]: (assist: Assist, action: Of<T>) => unknown}} */
const ACTS = {
  insert,
  search,
  rate,
  copied: ({ shown }, { id }) => shown.set({ notice: { kind: 'copied', id } }),
  shown: seen,
  dismiss: (assist, { id, reason }) => {
    tell(assist, { suggestion_id: id, event: 'dismissed', ...(reason && { reason }) });
    assist.keep({ dismissed: [...new Set([...assist.shown.state.dismissed, id])] });
  },
  restore: (assist, { id }) => assist.keep({ dismissed: assist.shown.state.dismissed.filter((other) => other !== id) }),
  again,
  reveal,
  'next-slot': ({ desk, shown }) => {
    const { notice } = shown.state;
    const choice = notice && chosen(shown.state.answer, notice);
    if (!choice || !nextSlot(desk, choice)) shown.set({ notice: null });
  },
  fix,
  'close-notice': ({ shown }) => shown.set({ notice: null }),
  place: ({ shown }, { place }) => {
    shown.set({ place });
    return ask({ type: 'place', place }).catch(() => null);
  },
  'read-selection': (assist) => assist.askAbout(String(assist.desk.doc.getSelection() ?? '')),
  paste: (assist, { text }) => assist.askAbout(text),
  options: () => ask({ type: 'options' }),
};

/** Do one action. @param {Assist} assist @param {Action} action */
export async function act(assist, action) {
  const does = /** @type {(assist: Assist, action: Action) => unknown} */ (ACTS[action.type]);
  await does?.(assist, action);
}

/**
 * A suggestion by its id, or any text the panel offered (a past answer, a search result).
 * @param {import('./types.js').Answer|null} answer @param {{id?: string, text?: string, internal?: boolean}} wanted
 * @returns {import('./insertion.js').Choice|null}
 */
function chosen(answer, { id, text = '', internal = false }) {
  const found = id ? answer?.suggestions.find((one) => one.id === id) : null;
  if (!found) return text ? { text, placeholders: [], internal } : null;
  return { id, text: found.text, placeholders: found.placeholders, internal: found.evidence.some((row) => row.internal) };
}

/** @param {Assist} assist @param {Of<'insert'>} action */
async function insert(assist, action) {
  const { shown, desk, open } = assist;
  const choice = shown.state.withdrawn && action.id ? null : chosen(shown.state.answer, action);
  if (!choice) return;
  const notice = await insertChoice(desk, choice, { sure: action.sure ?? false, signal: open?.left.signal ?? assist.signal });
  if (assist.open !== open) return; // the agent went on to another ticket meanwhile
  shown.set({ notice });
  if (notice.kind !== 'inserted' || !choice.id || !open?.kept) return;
  tell(assist, { suggestion_id: choice.id, event: 'inserted' });
  const others = open.kept.inserted.filter(({ id }) => id !== choice.id);
  assist.keep({ inserted: [...others, { id: choice.id, text: choice.text }], sent: false });
}

/** Put a fix into the draft; where that can't be, it is offered to copy. @param {Assist} assist @param {Of<'fix'>} action */
function fix({ shown, desk }, { at }) {
  const { checked } = shown.state;
  const wanted = checked?.findings[at]?.fix;
  if (!checked || !wanted) return;
  const done = putFix(desk, checked.draft, wanted);
  shown.set({ checked: null, notice: done || !wanted.text ? shown.state.notice : { kind: 'not-inserted', text: wanted.text } });
}

/** @param {Assist} assist @param {Of<'shown'>} action */
function seen(assist, { id }) {
  const kept = assist.open?.kept;
  if (!kept || kept.seen.includes(id)) return;
  tell(assist, { suggestion_id: id, event: 'shown' });
  assist.keep({ seen: [...kept.seen, id] });
}

/** @param {Assist} assist @param {Of<'rate'>} action */
function rate(assist, { id, up, reason }) {
  tell(assist, { suggestion_id: id, event: up ? 'up' : 'down', ...(!up && reason && { reason }) });
  assist.keep({ rated: { ...assist.shown.state.rated, [id]: up ? 'up' : 'down' } });
}

/** Ask again, now with what the agent has begun to write. @param {Assist} assist */
async function again(assist) {
  const { shown, desk } = assist;
  if (!assist.open) return assist.look('clock');
  const composer = desk.composer;
  const draft = composer && composer.mode === 'reply' ? readBox(composer.box).trim() : '';
  if (!assist.open.ticket || shown.state.withdrawn) await assist.look('clock');
  return assist.question('', draft);
}

/** Show what an experiment of the desk holds back, for as long as the ticket stays open. @param {Assist} assist */
function reveal(assist) {
  if (!assist.open) return undefined;
  assist.open.revealed = true;
  return assist.question();
}

/** @param {Assist} assist @param {Of<'search'>} action */
async function search(assist, { q }) {
  const { shown, open } = assist;
  if (!q.trim()) return shown.set({ search: null });
  shown.set({ search: { q, busy: true, results: null, problem: null } });
  const brand = open?.ticket?.brand;
  const found = await ask({ type: 'search', q, ...(brand && { brand }) }).then(
    ({ results }) => ({ results, problem: null }),
    (error) => ({ results: null, problem: error instanceof AskFailed ? error.problem : null }),
  );
  if (shown.state.search?.q === q) shown.set({ search: { q, busy: false, ...found } });
}
