// Putting a fix into the draft as a person would: what it replaces is selected, then typed over, in one undo step.

import { isField } from './box-text.js';
import { detectEditor, readBox } from './composer.js';
import { selectNextSlot } from './slots.js';

/** @typedef {import('./types.js').Fix} Fix */

/** Editors that follow the browser's own selection and typing. */
const TYPED = new Set(['textarea', 'contenteditable', 'ckeditor4', 'summernote']);

/**
 * Put it in; false where the draft has changed since it was read, or the editor takes no such change.
 * @param {import('./desk.js').Desk} desk
 * @param {string} draft as it was read
 * @param {Fix} fix
 */
export function putFix(desk, draft, fix) {
  const composer = desk.composer;
  if (!composer || composer.mode !== 'reply' || !TYPED.has(detectEditor(composer.box))) return false;
  const { box } = composer;
  const before = readBox(box);
  const [start, end] = [place(draft, fix.start), place(draft, fix.end)];
  if (!before.startsWith(draft) || !select(box, before, start, end)) return false;
  box.ownerDocument.execCommand(fix.text ? 'insertText' : 'delete', false, fix.text);
  return bare(readBox(box)) === bare(before.slice(0, start) + fix.text + before.slice(end));
}

/** The server counts characters, a browser units of UTF-16. @param {string} text @param {number} count */
export const place = (text, count) => [...text].slice(0, count).join('').length;

/** @param {HTMLElement} box @param {string} text @param {number} start @param {number} end */
function select(box, text, start, end) {
  if (isField(box)) {
    box.focus();
    box.setSelectionRange(start, end);
    return true;
  }
  const piece = text.slice(start, end);
  const once = piece.trim() !== '' && !piece.includes('\n') && text.indexOf(piece) === text.lastIndexOf(piece);
  return once && selectNextSlot(box, [piece]);
}

/** @param {string} text */
const bare = (text) => text.replace(/\s+/g, ' ').trim();
