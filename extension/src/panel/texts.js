// Foreign texts in the view: isolated, bounded, folded where long, with what matters in them marked.

import { cut, el } from './dom.js';
import { button } from './press.js';

const LONG = 420; // characters; a longer text is folded
const LINES = 9;
const MOST = 20_000; // characters shown even when unfolded; what is inserted is always whole
const MOST_MARKS = 60;

/** @param {string} text */
const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * The text as nodes, each of the words in a <mark>.
 * @param {string} text
 * @param {string[]} words
 * @returns {(Node | string)[]}
 */
export function marked(text, words) {
  const wanted = [...new Set(words.filter((word) => word.trim()))].slice(0, MOST_MARKS).sort((a, b) => b.length - a.length);
  if (!wanted.length) return [text];
  const pieces = text.split(new RegExp(`(${wanted.map(literal).join('|')})`));
  return pieces.map((piece, i) => (i % 2 ? el('mark', { class: 'slot' }, piece) : piece));
}

/**
 * A paragraph that is folded where it is long.
 * @param {import('./kit.js').Kit} kit
 * @param {string} text
 * @param {{words?: string[], name?: string, lang?: string | null}} [options]
 */
export function foldable(kit, text, { words = [], name = 'text', lang = null } = {}) {
  const paragraph = el('p', { class: name, dir: 'auto', lang }, ...marked(cut(text, MOST), words));
  const box = el('div', { class: 'fold' }, paragraph);
  if (text.length > LONG || text.split('\n', LINES + 1).length > LINES) fold(kit, box);
  return box;
}

/** @param {import('./kit.js').Kit} kit @param {HTMLElement} box */
function fold({ words }, box) {
  const toggle = button({ class: 'link unfold', 'aria-expanded': 'false' }, () => {
    const open = !box.classList.toggle('folded');
    toggle.setAttribute('aria-expanded', String(open));
    toggle.textContent = open ? words('panel_show_less') : words('panel_show_all');
  }, words('panel_show_all'));
  box.classList.add('folded');
  box.append(toggle);
}
