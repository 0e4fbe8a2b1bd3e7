// Placeholders that are still to be filled in: [order], [order number], {{name}}.

import { isField } from './box-text.js';

/** Not a footnote such as [1], nor the text of a Markdown link. */
const SLOT = /\[\p{L}[^[\]\n]{0,39}\](?!\()|\{\{[^{}\n]{1,40}\}\}/gu;

/**
 * The placeholders in a text, each once, in the order in which they first appear.
 * @param {string} text
 * @param {string[]} placeholders  those the server named, which may be written in another way
 * @returns {string[]}
 */
export function slotsIn(text, placeholders) {
  const found = new Set([...placeholders.filter((word) => word && text.includes(word)), ...(text.match(SLOT) ?? [])]);
  return [...found].sort((a, b) => text.indexOf(a) - text.indexOf(b));
}

/**
 * Select the placeholder that comes next after the cursor, the first one again after the last.
 * @param {HTMLElement} box
 * @param {string[]} slots
 * @returns {boolean} false where none is left
 */
export function selectNextSlot(box, slots) {
  const nodes = isField(box) ? [] : textNodes(box);
  const text = isField(box) ? box.value : plain(nodes.map((node) => node.data).join(''));
  const places = slots.flatMap((slot) => everyPlace(text, slot)).sort((a, b) => a.start - b.start);
  if (!places.length) return false;
  const from = isField(box) ? (box.selectionEnd ?? 0) : cursorIn(box, nodes);
  const { start, end } = places.find((place) => place.start >= from) ?? places[0];
  box.focus();
  if (isField(box)) box.setSelectionRange(start, end);
  else select(box, nodes, start, end);
  return true;
}

/** @param {string} text @param {string} slot */
function everyPlace(text, slot) {
  const places = [];
  for (let at = text.indexOf(slot); slot && at >= 0; at = text.indexOf(slot, at + slot.length)) places.push({ start: at, end: at + slot.length });
  return places;
}

/** Editors write some spaces as no-break spaces. @param {string} text */
const plain = (text) => text.replaceAll('\u00a0', ' ');

/** @param {HTMLElement} box @returns {Text[]} */
function textNodes(box) {
  const walker = box.ownerDocument.createTreeWalker(box, 4); // NodeFilter.SHOW_TEXT
  const nodes = [];
  while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
  return nodes;
}

/** How many characters stand before the end of the selection; 0 where it is not in the box. @param {HTMLElement} box @param {Text[]} nodes */
function cursorIn(box, nodes) {
  const selection = box.ownerDocument.getSelection();
  const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
  if (!range || !box.contains(range.endContainer)) return 0;
  let count = 0;
  for (const node of nodes) {
    if (node === range.endContainer) return count + range.endOffset;
    if (range.comparePoint(node, 0) > 0) break;
    count += node.length;
  }
  return count;
}

/** @param {HTMLElement} box @param {Text[]} nodes @param {number} start @param {number} end */
function select(box, nodes, start, end) {
  const range = box.ownerDocument.createRange();
  let count = 0;
  for (const node of nodes) {
    if (start >= count && start < count + node.length) range.setStart(node, start - count);
    if (end > count && end <= count + node.length) range.setEnd(node, end - count);
    count += node.length;
  }
  const selection = box.ownerDocument.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
  range.startContainer.parentElement?.scrollIntoView?.({ block: 'nearest' });
}
