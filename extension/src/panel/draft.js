// The check before sending: a quiet mark in the head with a count, and on demand what it counts, under five headings.

import { cut, el, foreign, mark, write } from './dom.js';
import { icon } from './icons.js';
import { button } from './press.js';

/** @typedef {import('./kit.js').Kit} Kit */
/** @typedef {import('../types.js').State} State */
/** @typedef {import('../types.js').Finding} Finding */

const LONG = 90; // characters of the draft repeated
/** @type {Finding['heading'][]} */
const HEADINGS = ['expertise', 'trust', 'friendliness', 'respect', 'speed'];

/** @param {Kit} kit */
export function draftPart(kit) {
  const count = el('b', {});
  const toggle = button({ class: 'pill draft-mark', 'data-key': 'draft', 'data-keep': true, 'aria-expanded': 'false' }, () => open(element.hidden), el('span', { class: 'draft-dot' }), count);
  const element = el('section', { class: 'draft', 'aria-label': kit.words('panel_draft') });
  element.hidden = true;
  toggle.style.visibility = 'hidden';
  let shown = '';
  /** @param {boolean} wanted */
  function open(wanted) {
    element.hidden = !wanted;
    mark(toggle, 'aria-expanded', String(wanted));
  }
  const update = (/** @type {State} */ state) => {
    const findings = findingsOf(state);
    const wanted = JSON.stringify(findings);
    if (wanted === shown) return;
    shown = wanted;
    write(count, String(findings.length));
    mark(toggle, 'aria-label', draftWords(kit, findings));
    mark(toggle, 'data-severity', findings.some(({ severity }) => severity === 'critical') ? 'critical' : 'notice');
    toggle.style.visibility = findings.length ? '' : 'hidden'; // its room stays, so that nothing moves
    element.replaceChildren(...groups(kit, findings));
    if (!findings.length) open(false);
  };
  /** Close what is open, and say whether it was. */
  const close = () => {
    const was = !element.hidden;
    open(false);
    if (was) toggle.focus();
    return was;
  };
  return { element, update, toggle, close };
}

/** @param {State} state @returns {Finding[]} */
export const findingsOf = ({ checked }) => checked?.findings ?? [];

/** @param {Kit} kit @param {Finding[]} findings */
export function draftWords({ words }, findings) {
  if (!findings.length) return words('panel_draft_none');
  return findings.length === 1 ? words('panel_draft_one') : words('panel_draft_many', findings.length);
}

/** @param {Kit} kit @param {Finding[]} findings */
function groups(kit, findings) {
  return HEADINGS.flatMap((heading) => {
    const rows = findings.flatMap((one, at) => (one.heading === heading ? [row(kit, one, at)] : []));
    return rows.length ? [el('h3', {}, headingWord(kit, heading)), el('ul', { class: 'warnings' }, ...rows)] : [];
  });
}

/** @param {Kit} kit @param {Finding} finding @param {number} at */
function row(kit, { code, severity, reason, words: said, fix }, at) {
  const quote = said.trim() ? [' ', el('b', { class: 'cause' }, '“', foreign(cut(said.trim(), LONG)), '”')] : [];
  const fixing = fix && button({ class: 'button ghost', 'data-key': `fix ${at}`, 'data-keep': true }, () => kit.act({ type: 'fix', at }), icon('pen'), kit.words('panel_draft_fix'));
  return el('li', { class: `alert alert-${severity}` }, icon(severity), el('p', {}, foreign(reasonWord(kit, code) || reason), ...quote, fixing));
}

/** @param {Kit} kit @param {Finding['heading']} heading */
function headingWord({ words }, heading) {
  switch (heading) {
    case 'expertise': return words('panel_draft_expertise');
    case 'trust': return words('panel_draft_trust');
    case 'friendliness': return words('panel_draft_friendliness');
    case 'respect': return words('panel_draft_respect');
    default: return words('panel_draft_speed');
  }
}

/** @type {Record<string, (words: Kit['words']) => string>} */
const REASONS = {
  unanswered_question: (words) => words('panel_draft_unanswered_question'),
  other_language: (words) => words('panel_draft_other_language'),
  unsupported_amount: (words) => words('panel_draft_unsupported_amount'),
  unsupported_date: (words) => words('panel_draft_unsupported_date'),
  unsupported_link: (words) => words('panel_draft_unsupported_link'),
  unsupported_promise: (words) => words('panel_draft_unsupported_promise'),
  placeholder: (words) => words('panel_draft_placeholder'),
  other_customer: (words) => words('panel_draft_other_customer'),
  no_greeting: (words) => words('panel_draft_no_greeting'),
  curt: (words) => words('panel_draft_curt'),
  no_acknowledgement: (words) => words('panel_draft_no_acknowledgement'),
  blaming: (words) => words('panel_draft_blaming'),
  shouting: (words) => words('panel_draft_shouting'),
  over_familiar: (words) => words('panel_draft_over_familiar'),
  open_wait: (words) => words('panel_draft_open_wait'),
  wall_of_text: (words) => words('panel_draft_wall_of_text'),
};

/** What a finding says, in the agent's language; '' for a code that is new. @param {Kit} kit @param {string} code */
const reasonWord = ({ words }, code) => (Object.hasOwn(REASONS, code) ? REASONS[code](words) : '');
