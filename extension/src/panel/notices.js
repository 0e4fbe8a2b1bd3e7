// What is said after an act, above everything else in the panel: done, not done, or a question.

import { copyButton } from './copy.js';
import { el, holdsFocus } from './dom.js';
import { icon } from './icons.js';
import { isWeb } from './links.js';
import { button } from './press.js';
import { foldable } from './texts.js';

/** @typedef {import('./kit.js').Kit} Kit */
/** @typedef {import('../types.js').Notice} Notice */

const DRAWING = { inserted: 'check', 'not-inserted': 'warning', 'confirm-internal': 'lock', 'no-composer': 'notice', copied: 'check', sent: 'check' };

/** @param {Kit} kit @returns {import('./kit.js').Part} */
export function noticePart(kit) {
  const element = el('div', { class: 'notices' });
  let shown = 'null';
  const update = (/** @type {import('../types.js').State} */ { notice }) => {
    const wanted = JSON.stringify(notice);
    if (wanted === shown) return;
    shown = wanted;
    const hadFocus = holdsFocus(element);
    const asks = notice?.kind === 'confirm-internal' && element.parentElement !== null && holdsFocus(element.parentElement);
    element.replaceChildren(...(notice ? [bar(kit, notice)] : []));
    if (hadFocus || asks) moveFocus(element);
  };
  return { element, update };
}

/** To the harmless button of a question; else to the suggestions, where the agent came from. @param {HTMLElement} element */
function moveFocus(element) {
  const panel = element.closest('.panel');
  const next = element.querySelector('[data-first]') ?? panel?.querySelector('.card:not(.away)') ?? panel?.querySelector('.scroll:not([hidden])');
  if (next instanceof HTMLElement) next.focus();
}

/** @param {Kit} kit @param {Notice} notice */
function bar(kit, notice) {
  const close = button({ class: 'button ghost square small', 'data-key': 'close-notice', 'data-keep': true, title: kit.words('panel_close') },
    () => kit.act({ type: 'close-notice' }), icon('close', kit.words('panel_close')));
  const offers = offersOf(kit, notice);
  return el(
    'section',
    { class: `notice notice-${notice.kind}`, 'aria-label': kit.words('panel_notice') },
    icon(DRAWING[notice.kind]),
    el('div', { class: 'notice-body' },
      el('p', {}, noticeText(kit, notice)),
      notice.text && notice.kind !== 'confirm-internal' ? el('blockquote', {}, foldable(kit, notice.text)) : null,
      offers.length > 0 && el('div', { class: 'notice-buttons' }, ...offers)),
    close,
  );
}

/** @param {Kit} kit @param {Notice} notice */
export function noticeText({ words }, { kind, slots = 0 }) {
  switch (kind) {
    case 'inserted': return slots === 0 ? words('panel_inserted') : slots === 1 ? words('panel_inserted_blank') : words('panel_inserted_blanks', slots);
    case 'not-inserted': return words('panel_not_inserted');
    case 'confirm-internal': return words('panel_confirm_internal');
    case 'no-composer': return words('panel_no_composer');
    case 'copied': return words('panel_copied_notice');
    default: return words('panel_sent');
  }
}

/** @param {Kit} kit @param {Notice} notice @returns {HTMLElement[]} */
function offersOf(kit, notice) {
  const { words, act } = kit;
  const { kind, text, slots = 0, replyUrl } = notice;
  if (kind === 'confirm-internal') return [cancel(kit), insertAnyway(kit, notice)];
  const offers = [];
  if (kind === 'inserted' && slots > 0) {
    offers.push(button({ class: 'button primary', 'data-key': 'next-slot', 'data-keep': true }, () => act({ type: 'next-slot' }), icon('next'), words('panel_next_blank', slots)));
  }
  if (text) offers.push(copyButton(kit, text, { key: 'notice', primary: true, ...(notice.id === undefined ? {} : { id: notice.id }) }));
  if (isWeb(replyUrl)) offers.push(replyLink(kit, String(replyUrl)));
  return offers;
}

/** The same insert again, and this time it is meant. @param {Kit} kit @param {Notice} notice */
function insertAnyway({ words, act }, { id, text }) {
  /** @type {import('../types.js').Action & {type: 'insert'}} */
  const action = { type: 'insert', sure: true, internal: true };
  if (id !== undefined) action.id = id;
  if (text !== undefined) action.text = text;
  return button({ class: 'button', 'data-key': 'insert-anyway', 'data-keep': true }, () => act(action), icon('insert'), words('panel_insert_anyway'));
}

/** @param {Kit} kit */
const cancel = ({ words, act }) =>
  button({ class: 'button primary', 'data-key': 'cancel', 'data-first': true, 'data-keep': true }, () => act({ type: 'close-notice' }), words('panel_cancel'));

/** In the helpdesk's own tab; from the browser's side panel in a new one. @param {Kit} kit @param {string} url */
function replyLink({ words, docked }, url) {
  const beside = docked ? {} : { target: '_blank', rel: 'noopener noreferrer' };
  return el('a', { class: 'button', href: url, 'data-key': 'reply-url', ...beside }, icon('pen'), words('panel_open_reply'));
}
