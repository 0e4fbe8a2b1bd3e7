// Where the agent's cursor last was in a writing box, although the focus has gone to the panel since.

import { isField, readAt } from './box-text.js';

/** @typedef {import('./box-text.js').Place} Place */

/** Live ranges: the browser moves them along when the text around them changes. @type {WeakMap<HTMLElement, Range>} */
const ranges = new WeakMap();
/** Fields that had the focus; before that a field's own cursor is wherever its page left it. @type {WeakSet<HTMLElement>} */
const touched = new WeakSet();

const NOTICED = 120; // ms

/** A quotation or signature that text must stand above and not within. */
const BELOW = 'blockquote,pre,[data-signature],[class*=signature i],[class*=quote i],[id*=signature i]';

/**
 * Remember the cursor of a box from now on.
 * @param {HTMLElement} box
 * @param {{signal: AbortSignal}} options
 */
export function watchCursor(box, { signal }) {
  const note = () => {
    if (isField(box) ? isActive(box) : selectionIn(box)) touched.add(box);
    const range = selectionIn(box);
    if (range && !isField(box)) ranges.set(box, range.cloneRange());
  };
  box.ownerDocument.addEventListener('selectionchange', note, { signal });
  box.addEventListener('focusin', note, { signal });
  note();
}

/**
 * The cursor of a box, a selection being collapsed to its end; null where nobody has put one there yet.
 * @param {HTMLElement} box
 * @returns {Place|null}
 */
export function cursorOf(box) {
  if (isField(box)) return wasTouched(box) ? { node: box, offset: box.selectionEnd ?? box.value.length } : null;
  const range = selectionIn(box) ?? ranges.get(box);
  return range && box.contains(range.endContainer) ? { node: range.endContainer, offset: range.endOffset } : null;
}

/**
 * Focus the box and put the cursor there; at the top, above signature and quotation, where `place` is null.
 * @param {HTMLElement} box
 * @param {Place|null} place
 */
export function putCursor(box, place) {
  box.focus({ preventScroll: true });
  if (isField(box)) {
    box.setSelectionRange(place?.offset ?? 0, place?.offset ?? 0);
    return;
  }
  const { node, offset } = place ?? { node: topOf(box), offset: 0 };
  box.ownerDocument.getSelection()?.collapse(node, offset);
}

/**
 * Keep the cursor there until an editor with a model of its own has noticed it. Slate looks only every 100 ms, and when
 * the focus comes back it may first put the cursor where it last saw it.
 * @param {HTMLElement} box
 * @param {Place|null} place
 */
export async function holdCursor(box, place) {
  const aim = readAt(box, place ?? { node: topOf(box), offset: 0 }).at;
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, NOTICED));
    const range = selectionIn(box);
    if (range && readAt(box, { node: range.endContainer, offset: range.endOffset }).at === aim) return;
    putCursor(box, place);
  }
}

/**
 * Make an empty first line where a plain contenteditable begins with a quotation or signature: the browser would write
 * into it. The empty line outlives an undo, which is less harm than a reply that looks quoted.
 * @param {HTMLElement} box
 */
export function makeRoomOnTop(box) {
  if (!box.firstElementChild?.matches(BELOW) || box.firstChild !== box.firstElementChild) return;
  const line = box.ownerDocument.createElement('div');
  line.append(box.ownerDocument.createElement('br'));
  box.prepend(line);
}

/** The first block that holds text or nothing. @param {HTMLElement} box */
function topOf(box) {
  /** @type {Element} */
  let node = box;
  while (node.firstChild?.nodeType === 1 && /^(P|DIV|H[1-6]|UL|OL|LI|BLOCKQUOTE|SECTION)$/.test(/** @type {Element} */ (node.firstChild).tagName)) {
    node = /** @type {Element} */ (node.firstChild);
  }
  return node;
}

/** @param {HTMLTextAreaElement|HTMLInputElement} field */
function wasTouched(field) {
  const end = field.selectionEnd ?? 0;
  return touched.has(field) || isActive(field) || (end > 0 && end < field.value.length);
}

/** @param {HTMLElement} box */
const isActive = (box) => /** @type {Document|ShadowRoot} */ (box.getRootNode()).activeElement === box;

/** The selection, where it ends in the box. @param {HTMLElement} box */
function selectionIn(box) {
  const selection = box.ownerDocument.getSelection();
  const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
  return range && box.contains(range.endContainer) ? range : null;
}
