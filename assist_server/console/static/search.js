// Free search over past tickets, articles and macros, in place of the suggestions while there is something in the box.

import { search } from './api.js';
import { byId, el, icon, outside } from './dom.js';
import { announce } from './panel.js';
import { troubleBox } from './trouble.js';
import { counted } from './words.js';

/** @typedef {import('./types.js').SearchResult} SearchResult */

const PAUSE = 250; // milliseconds without a key before the server is asked

export class Search {
  asked = new AbortController();
  timer = 0;

  constructor() {
    const box = byId('query');
    box.addEventListener('input', () => this.later());
    box.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Escape') this.clear();
    });
    byId('search').addEventListener('submit', (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      this.now();
    });
    if (box.value) this.later(); // written while the page still loaded, or kept by the browser
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PAUSE);
  }

  /** Ask for what stands in the box; an empty box brings the suggestions back. */
  async now() {
    clearTimeout(this.timer);
    this.asked.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const query = byId('query').value.trim();
    if (!query) return this.show(null);
    try {
      this.show(results(query, (await search(query, signal)).results));
    } catch (error) {
      if (!signal.aborted) this.show([troubleBox(/** @type {any} */ (error), () => this.now())]);
    }
  }

  /** @param {Node[] | null} nodes */
  show(nodes) {
    byId('found').hidden = !nodes;
    byId('assist').hidden = Boolean(nodes);
    if (nodes) byId('found').replaceChildren(el('button', { type: 'button', class: 'link', onclick: () => this.clear() }, icon('back'), 'Back to the suggestions'), ...nodes);
  }

  clear() {
    byId('query').value = '';
    this.now();
    byId('query').focus();
  }

  /** Leave the search without moving the focus, when another ticket is opened. */
  close() {
    byId('query').value = '';
    this.now();
  }
}

/** @param {string} query @param {SearchResult[]} rows @returns {Node[]} */
function results(query, rows) {
  announce(rows.length ? counted(rows.length, 'result') : 'Nothing found');
  if (!rows.length) {
    return [el('section', { class: 'quiet' }, icon('search'), el('h3', {}, 'Nothing found'), el('p', { class: 'soft', dir: 'auto' }, `For “${query}”. Other words may help.`))];
  }
  const list = rows.map((row) => el('li', { class: 'result' }, icon(row.type, `${row.type}:`), el('div', {}, outside(row.title || row.id, row.url), el('p', { class: 'soft excerpt', dir: 'auto' }, row.excerpt))));
  return [el('section', { class: 'more' }, el('h3', {}, counted(rows.length, 'result')), el('ul', {}, ...list))];
}
