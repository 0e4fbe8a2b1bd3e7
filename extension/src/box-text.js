// The text of a writing box, its lines as a person sees them, and where in it the cursor stands.

/** Filled in by editors to hold the cursor; no part of what was written. U+200B, U+2060 and U+FEFF. */
const FILLERS = /[\u200b\u2060\ufeff]/g;
/** Parts of an editor's own making inside its box: Slate, CKEditor 4 and 5, TinyMCE, Quill. */
const NOT_WRITTEN =
  'script,style,[data-slate-placeholder],.ck-fake-selection-container,.ck-widget__type-around,[data-cke-temp],[data-mce-bogus=all],.ql-ui';
/** An empty CKEditor 4 whose placeholder plugin (Request Tracker has one) shows its hint as if it had been written. */
const HINT_SHOWN = '.cke_editable.placeholder';
const BLOCKS = /^(P|DIV|UL|OL|LI|BLOCKQUOTE|PRE|H[1-6]|TABLE|TR|FIGURE|SECTION)$/;

/** @typedef {{node: Node, offset: number}} Place   a boundary point, as a Range has them */
/** @typedef {{text: string, breaks: number, begun: boolean, cursor: Place|null, at: number}} Reading */

/** @param {Element} box @returns {box is HTMLTextAreaElement|HTMLInputElement} */
export const isField = (box) => box.matches('textarea,input');

/**
 * The plain text of a textarea or contenteditable, with its line breaks.
 * @param {HTMLElement} box
 */
export const readBox = (box) => readAt(box, null).text;

/** @param {HTMLElement} box */
export const isEmptyBox = (box) => !readBox(box).trim();

/**
 * The text and the place of the cursor in it; `at` is 0 where the cursor is not in the box.
 * @param {HTMLElement} box
 * @param {Place|null} cursor
 */
export function readAt(box, cursor) {
  if (isField(box)) return { text: box.value, at: cursor ? cursor.offset : 0 };
  if (box.matches(HINT_SHOWN)) return { text: '', at: 0 };
  /** @type {Reading} */
  const reading = { text: '', breaks: 0, begun: false, cursor, at: -1 };
  readChildren(box, reading);
  return { text: reading.text, at: Math.min(Math.max(reading.at, 0), reading.text.length) };
}

/** Whether paragraphs stand apart by themselves in this box, so that no empty line need be written. @param {HTMLElement} box */
export function hasGaps(box) {
  const paragraph = box.querySelector('p');
  return Boolean(paragraph && gapOf(paragraph) > 1);
}

/** @param {Node} parent @param {Reading} reading */
function readChildren(parent, reading) {
  Array.from(parent.childNodes).forEach((node, i) => {
    if (reading.cursor?.node === parent && reading.cursor.offset === i) mark(reading, 0);
    if (node.nodeType === 3) readText(/** @type {Text} */ (node), reading);
    else if (node.nodeType === 1) readElement(/** @type {HTMLElement} */ (node), reading);
  });
  if (reading.cursor?.node === parent && reading.cursor.offset >= parent.childNodes.length) mark(reading, 0);
}

/** @param {HTMLElement} node @param {Reading} reading */
function readElement(node, reading) {
  const display = displayOf(node);
  if (display === 'none' || node.matches(NOT_WRITTEN)) return;
  if (node.tagName === 'BR') return emit(reading, isFiller(node) ? '' : '\n');
  const gap = gapOf(node);
  if (reading.begun) reading.breaks = Math.max(reading.breaks, gap);
  readChildren(node, reading);
  if (reading.begun) reading.breaks = Math.max(reading.breaks, gap);
}

/** @param {Text} node @param {Reading} reading */
function readText(node, reading) {
  const kept = /^(pre|break-spaces)/.test(styleOf(node.parentElement)?.whiteSpace ?? '');
  const lineStart = !reading.begun || reading.breaks > 0 || reading.text.endsWith('\n');
  const shown = (/** @type {string} */ data) => {
    const text = data.replace(FILLERS, '').replace(/\u00a0/g, ' ');
    if (kept) return text;
    const collapsed = data.replace(FILLERS, '').replace(/[ \t\r\n]+/g, ' ').replace(/\u00a0/g, ' ');
    return lineStart && /^[ \t\r\n]/.test(data) ? collapsed.slice(1) : collapsed;
  };
  if (reading.cursor?.node === node) mark(reading, shown(node.data.slice(0, reading.cursor.offset)).length);
  const text = shown(node.data);
  if (text) emit(reading, text);
}

/** @param {Reading} reading @param {string} text */
function emit(reading, text) {
  reading.text += '\n'.repeat(reading.breaks) + text;
  reading.breaks = 0;
  reading.begun = true;
}

/** @param {Reading} reading @param {number} further */
function mark(reading, further) {
  if (reading.at < 0) reading.at = reading.text.length + reading.breaks + further;
}

/** Whether a <br> only holds an otherwise empty last line of its block open. @param {HTMLElement} br */
function isFiller(br) {
  for (let node = /** @type {Node} */ (br); ; node = /** @type {Node} */ (node.parentNode)) {
    for (let next = node.nextSibling; next; next = next.nextSibling) {
      if (next.nodeType === 3 && !/** @type {Text} */ (next).data.replace(FILLERS, '').trim()) continue;
      if (next.nodeType === 8 || (next.nodeType === 1 && /** @type {Element} */ (next).matches(NOT_WRITTEN))) continue;
      return next.nodeType === 1 && gapOf(/** @type {HTMLElement} */ (next)) > 0;
    }
    const parent = node.parentElement;
    if (!parent || gapOf(parent) > 0 || parent.isContentEditable !== parent.parentElement?.isContentEditable) return true;
  }
}

/** How many line breaks part an element from its neighbours: 0 inline, 1 a block, 2 a block with a margin. @param {HTMLElement} node */
function gapOf(node) {
  const display = displayOf(node);
  if (/^(inline|contents|none|ruby|table-cell)/.test(display)) return 0;
  const style = styleOf(node);
  return node.tagName === 'P' && style && parseFloat(style.marginTop) + parseFloat(style.marginBottom) > 4 ? 2 : 1;
}

/** @param {HTMLElement} node */
const displayOf = (node) => styleOf(node)?.display || (BLOCKS.test(node.tagName) ? 'block' : 'inline');

/** @param {HTMLElement|null} node */
const styleOf = (node) => (node ? (node.ownerDocument.defaultView?.getComputedStyle(node) ?? null) : null);
