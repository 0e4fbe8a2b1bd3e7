// What a screen reader hears: only what changed, politely.

import { draftWords, findingsOf } from './draft.js';
import { el, write } from './dom.js';
import { moodWord, warningText } from './mood-strip.js';
import { noticeText } from './notices.js';
import { searchWords } from './search.js';
import { problemTitle, withdrawnWords } from './states.js';

/** @typedef {import('./kit.js').Kit} Kit */
/** @typedef {import('../types.js').State} State */

/** @param {Kit} kit @returns {import('./kit.js').Part} */
export function heardPart(kit) {
  const element = el('p', { class: 'vh heard', role: 'status', 'aria-live': 'polite' });
  const update = (/** @type {State} */ state, /** @type {State | null} */ before) => {
    const news = newsOf(kit, state, before);
    if (news) write(element, news);
  };
  return { element, update };
}

/** @param {Kit} kit @param {State} state @param {State | null} before */
function newsOf(kit, state, before) {
  const { words } = kit;
  const changed = (/** @type {(state: State) => unknown} */ of) => before === null || JSON.stringify(of(state)) !== JSON.stringify(of(before));
  const news = [];
  if (changed(({ notice }) => notice) && state.notice) news.push(noticeText(kit, state.notice));
  if (changed(({ phase, ticket, answer, withdrawn, problem }) => [phase, ticket?.key, answer?.id, withdrawn, problem])) news.push(phaseWords(kit, state));
  if (changed(({ search }) => search)) news.push(searchWords(kit, state.search));
  if (before && changed(({ mode }) => mode) && state.mode !== 'none') news.push(state.mode === 'internal' ? words('panel_mode_internal') : words('panel_mode_reply'));
  if (before && changed(({ dismissed }) => dismissed) && state.dismissed.length > before.dismissed.length) news.push(words('panel_set_aside'));
  if (before && changed((one) => findingsOf(one).length)) news.push(draftWords(kit, findingsOf(state)));
  if (before && changed(({ rated }) => rated)) news.push(words('panel_thanks'));
  return news.filter(Boolean).join(' ');
}

/** @param {Kit} kit @param {State} state */
function phaseWords(kit, { phase, answer, withdrawn, problem }) {
  const { words } = kit;
  if (withdrawn && phase !== 'waiting' && phase !== 'problem') return withdrawnWords(kit, withdrawn)[0];
  if (phase === 'waiting') return words('panel_waiting');
  if (phase === 'problem') return problem ? problemTitle(kit, problem) : '';
  if (phase === 'several') return words('panel_several_title');
  if (phase === 'no-ticket') return words('panel_no_ticket_title');
  return answer ? answerWords(kit, answer) : words('panel_generic_title');
}

/** @param {Kit} kit @param {import('../types.js').Answer} answer */
function answerWords(kit, { suggestions, sentiment, held_back: held }) {
  const { words } = kit;
  const count = suggestions.length;
  const found = held ? words('panel_held_title') : count === 0 ? words('panel_nothing_title') : count === 1 ? words('panel_count_one') : words('panel_count_many', count);
  const warned = sentiment.warnings.map(({ code, message }) => warningText(kit, code) || message);
  return [words('panel_sentence', found), words('panel_mood_said', moodWord(kit, sentiment.label)), ...warned].join(' ');
}
