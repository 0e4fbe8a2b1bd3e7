// Free search over past tickets, articles and macros, in place of the suggestions while there is something in the box.

import { el, foreign, holdsFocus } from './dom.js';
import { icon } from './icons.js';
import { redraw } from './keep.js';
import { button } from './press.js';
import { resultSection } from './sections.js';
import { problemBox, quietBox } from './states.js';

/** @typedef {import('./kit.js').Kit} Kit */
/** @typedef {import('../types.js').State} State */

const PAUSE = 250; // milliseconds without a key before the server is asked
const MOST = 500; // characters that the server takes

/** @typedef {import('./kit.js').Part & {clear: () => void, filled: () => boolean}} SearchBox */

/** @param {Kit} kit @returns {SearchBox} */
export function searchBox(kit) {
  const { words } = kit;
  const attributes = { type: 'search', maxlength: MOST, autocomplete: 'off', dir: 'auto', 'data-key': 'search', placeholder: words('panel_search_in') };
  const box = /** @type {HTMLInputElement} */ (el('input', { ...attributes, 'aria-label': words('panel_search_label') }));
  const asking = new Asking(box, kit);
  const clear = () => {
    box.value = '';
    asking.now();
    box.focus();
  };
  const update = (/** @type {State} */ { search, ticket }, /** @type {State | null} */ before) => {
    const typing = holdsFocus(box) && before?.ticket?.key === ticket?.key;
    if (!typing && before?.search?.q !== search?.q) asking.follow(search?.q ?? '');
  };
  return { element: el('div', { class: 'search', role: 'search' }, icon('search'), box), update, clear, filled: () => box.value !== '' };
}

/** Asks for what stands in the box: after a pause, or at once with Enter; never twice for the same. */
class Asking {
  timer = 0;
  asked = '';

  /** @param {HTMLInputElement} box @param {Kit} kit */
  constructor(box, { act, signal }) {
    this.box = box;
    this.act = act;
    for (const name of ['input', 'compositionend']) box.addEventListener(name, (event) => this.typed(event), { signal });
    box.addEventListener('keydown', (event) => event.isTrusted && event.key === 'Enter' && !event.isComposing && this.now(), { signal });
    signal.addEventListener('abort', () => clearTimeout(this.timer), { once: true });
  }

  /** @param {Event} event */
  typed(event) {
    if (!event.isTrusted || /** @type {InputEvent} */ (event).isComposing) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.now(), PAUSE);
  }

  now() {
    clearTimeout(this.timer);
    const q = this.box.value.trim();
    if (q === this.asked) return;
    this.asked = q;
    this.act({ type: 'search', q });
  }

  /** Show what the state asks for, which was not typed here. @param {string} q */
  follow(q) {
    clearTimeout(this.timer);
    this.asked = q;
    this.box.value = q;
  }
}

/** @param {Kit} kit @param {() => void} clear @returns {import('./kit.js').Part} */
export function foundPart(kit, clear) {
  const { words } = kit;
  const back = button({ class: 'link', 'data-key': 'back' }, clear, icon('back'), words('panel_back'));
  const rows = el('div', {});
  const element = el('div', { class: 'scroll found', tabindex: 0, role: 'region', 'aria-label': words('panel_search_results'), 'data-key': 'found', hidden: true }, back, rows);
  let shown = '';
  /** @type {import('./kit.js').Part[]} */
  let parts = [];
  const update = (/** @type {State} */ state) => {
    element.hidden = !state.search;
    element.setAttribute('aria-busy', String(state.search?.busy ?? false));
    const wanted = JSON.stringify(state.search && { ...state.search, busy: waits(state.search) });
    if (wanted !== shown && !(waits(state.search) && rows.childElementCount)) redraw(rows, () => (parts = fillRows(kit, rows, state.search)), true);
    shown = wanted;
    for (const part of parts) part.update(state, null);
  };
  return { element, update };
}

/** The older results stay, dimmed, until the newer ones are there. @param {State['search']} search */
const waits = (search) => Boolean(search?.busy && !search.results);

/** @param {Kit} kit @param {HTMLElement} rows @param {State['search']} search @returns {import('./kit.js').Part[]} */
function fillRows(kit, rows, search) {
  rows.replaceChildren();
  if (!search) return [];
  if (search.problem) rows.append(problemBox(kit, search.problem));
  else if (!search.results) rows.append(el('p', { class: 'soft searching' }, kit.words('panel_searching')));
  else if (!search.results.length) rows.append(quietBox('search', kit.words('panel_found_none'), el('p', { class: 'soft' }, foreign(`“${search.q}”`))));
  else {
    const { element, parts } = resultSection(kit, search.results);
    rows.append(element);
    return parts;
  }
  return [];
}

/** @param {Kit} kit @param {State['search']} search */
export function searchWords({ words }, search) {
  if (!search?.results) return '';
  if (!search.results.length) return words('panel_found_none');
  return search.results.length === 1 ? words('panel_found_one') : words('panel_found_many', search.results.length);
}
