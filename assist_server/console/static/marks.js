// Words found again in a text: the causes of a warning in the conversation, the placeholders in a suggestion.

import { el } from './dom.js';

/** @typedef {{start: number, end: number, word: string, kind: string}} Range */

/** @param {string} text */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A pattern for a phrase whatever its case and however its lines are broken. @param {string} phrase */
const pattern = (phrase) => new RegExp(phrase.trim().split(/\s+/).map(escaped).join('\\s+'), 'giu');

/**
 * Where the phrases stand in the text, in order; where two overlap, the phrase that was named first.
 * @param {string} text
 * @param {{word: string, kind: string}[]} phrases
 * @returns {Range[]}
 */
export function ranges(text, phrases) {
  /** @type {Range[]} */
  const taken = [];
  for (const { word, kind } of phrases.filter((phrase) => phrase.word.trim())) {
    for (const hit of text.matchAll(pattern(word))) {
      const start = hit.index;
      const end = start + hit[0].length;
      if (taken.every((other) => end <= other.start || start >= other.end)) taken.push({ start, end, word, kind });
    }
  }
  return taken.sort((a, b) => a.start - b.start);
}

/**
 * The text as nodes, each phrase in a <mark> of its kind.
 * @param {string} text
 * @param {{word: string, kind: string}[]} phrases
 * @returns {Node[]}
 */
export function marked(text, phrases) {
  /** @type {Node[]} */
  const nodes = [];
  let from = 0;
  for (const { start, end, word, kind } of ranges(text, phrases)) {
    nodes.push(document.createTextNode(text.slice(from, start)));
    nodes.push(el('mark', { class: `mark mark-${kind}`, 'data-word': word.toLowerCase() }, text.slice(start, end)));
    from = end;
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}
