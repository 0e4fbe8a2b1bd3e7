// The middle of the panel: what fits the phase, redrawn only when that changes.

import { suggestionCard } from './cards.js';
import { el } from './dom.js';
import { freeForm, freeText } from './free-text.js';
import { redraw } from './keep.js';
import { figure, languageName } from './kit.js';
import { moodStrip } from './mood-strip.js';
import { articleSection, similarSection } from './sections.js';
import { soFarPart } from './so-far.js';
import { heldBack, noTicket, nothingGood, problemBox, severalTickets, skeleton, withdrawnBox } from './states.js';

/** @typedef {import('./kit.js').Kit} Kit */
/** @typedef {import('./kit.js').Part} Part */
/** @typedef {import('../types.js').State} State */
/** @typedef {import('../types.js').Answer} Answer */
/** @typedef {{nodes: Node[], parts: Part[]}} Content */

/** @param {Kit} kit @param {(cards: Element[]) => void} onCards @returns {Part} */
export function contentPart(kit, onCards) {
  const element = el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': kit.words('panel_help'), 'data-key': 'help' });
  let shown = '';
  /** @type {Part[]} */
  let parts = [];
  const update = (/** @type {State} */ state, /** @type {State | null} */ before) => {
    element.hidden = state.search !== null;
    element.setAttribute('aria-busy', String(state.phase === 'waiting'));
    const wanted = contentKey(state);
    if (wanted !== shown) {
      const content = contentOf(kit, state);
      redraw(element, () => element.replaceChildren(...content.nodes), before?.ticket?.key === state.ticket?.key);
      parts = content.parts;
      onCards([...element.querySelectorAll('.card')]);
    }
    shown = wanted;
    for (const part of parts) part.update(state, before);
  };
  return { element, update };
}

/** All that decides what stands there; what only changes within (mode, rated, dismissed) is left out. @param {State} state */
const contentKey = ({ phase, ticket, answer, withdrawn, problem, several }) =>
  JSON.stringify([phase, ticket?.key, ticket?.helpdesk, phase === 'waiting' ? null : answer, withdrawn, problem, several]);

/** @param {Kit} kit @param {State} state @returns {Content} */
function contentOf(kit, state) {
  const { phase, answer, withdrawn, problem, several } = state;
  if (withdrawn && phase !== 'waiting' && phase !== 'problem') return only(withdrawnBox(kit, withdrawn));
  if (phase === 'waiting') return only(skeleton());
  if (phase === 'problem' && problem) return troubled(kit, problem);
  if (phase === 'several') return only(severalTickets(kit, several));
  if (phase === 'no-ticket') return only(noTicket(kit));
  const form = phase === 'generic' || state.ticket?.helpdesk === 'generic' ? [freeText(kit, answer !== null)] : [];
  const answered = answer ? answerContent(kit, answer, Boolean(state.history)) : { nodes: form.length ? [] : [nothingGood(kit)], parts: [] };
  return { nodes: [...form, ...answered.nodes], parts: answered.parts };
}

/** What can't be read can still be pasted. @param {Kit} kit @param {import('../types.js').Problem} problem @returns {Content} */
function troubled(kit, problem) {
  const form = problem.kind === 'unreadable' ? [el('section', { class: 'free' }, freeForm(kit))] : [];
  return { nodes: [problemBox(kit, problem), ...form], parts: [] };
}

/** @param {Node} node @returns {Content} */
const only = (node) => ({ nodes: [node], parts: [] });

/**
 * The customer so far stands above the suggestions where it is known when they are drawn. What comes later is put below
 * them: nothing that is being read may move.
 * @param {Kit} kit @param {Answer} answer @param {boolean} known @returns {Content}
 */
function answerContent(kit, answer, known) {
  const { suggestions, articles, similar_tickets: similar, sentiment, language } = answer;
  const cards = suggestions.map((suggestion, i) => suggestionCard(kit, suggestion, { place: i + 1, language }));
  const sections = [articles.length ? articleSection(kit, articles) : null, similar.length ? similarSection(kit, similar) : null].filter((one) => one !== null);
  const list = el('section', { class: 'suggestions' }, el('h3', {}, kit.words('panel_suggestions')), ...cards.map(({ element }) => element));
  const offered = cards.length ? list : answer.held_back ? heldBack(kit) : nothingGood(kit);
  const soFar = soFarPart(kit);
  return {
    nodes: [moodStrip(kit, sentiment), ...(known ? [soFar.element, offered] : [offered, soFar.element]), ...sections.map(({ element }) => element), howFound(kit, answer)],
    parts: [...cards, soFar, ...sections.flatMap(({ parts }) => parts)],
  };
}

/** @param {Kit} kit @param {Answer} answer */
function howFound(kit, { took_ms: took, language, category }) {
  const facts = [kit.words('panel_took', figure(kit, took, took < 10 ? 1 : 0)), languageName(kit, language), category?.label ?? ''];
  return el('p', { class: 'how soft' }, facts.filter(Boolean).join(' · '));
}
