// Writing into a reply box as a person would: at the cursor, nothing overwritten, one undo step, and then read back.

import { hasGaps, isEmptyBox, isField, readAt, readBox } from './box-text.js';
import { cursorOf, holdCursor, makeRoomOnTop, putCursor, watchCursor } from './cursor.js';
import { assign, inPage, paste, pastePlain, type } from './ways.js';

export { isEmptyBox, readBox, watchCursor };

/** @typedef {import('./types.js').Composer} Composer */
/** @typedef {import('./ways.js').Write} Write */
/** @typedef {'textarea'|'contenteditable'|'ckeditor4'|'ckeditor5'|'quill'|'prosemirror'|'lexical'|'slate'|'tinymce'|'summernote'} Editor */
/** @typedef {{ok: boolean, before: string, after: string}} Insertion */

/** How each editor is known by its box, and what writes into it: the best way first, the next only if that did nothing. */
/** @type {{editor: Editor, marks: string, ways: import('./ways.js').Way[]}[]} */
const EDITORS = [
  { editor: 'textarea', marks: 'textarea,input', ways: [type, assign] },
  { editor: 'ckeditor5', marks: '.ck-editor__editable,.ck-content[contenteditable]', ways: [inPage, paste] },
  { editor: 'ckeditor4', marks: '.cke_editable', ways: [inPage, type] },
  { editor: 'tinymce', marks: '.mce-content-body', ways: [inPage, paste] },
  { editor: 'summernote', marks: '.note-editable', ways: [inPage, type] },
  { editor: 'quill', marks: '.ql-editor', ways: [pastePlain, type] },
  { editor: 'lexical', marks: '[data-lexical-editor]', ways: [paste, type] },
  { editor: 'slate', marks: '[data-slate-editor]', ways: [pastePlain] },
  { editor: 'prosemirror', marks: '.ProseMirror', ways: [paste, type] },
  { editor: 'contenteditable', marks: '*', ways: [type, paste] },
];
const POLL = 15; // ms between two looks
const LOOKS = 20; // then it is held not to have landed
const REVEALED = 60; // looks until a revealed box must be visible

/** @param {HTMLElement} box @returns {Editor} */
export const detectEditor = (box) => rowOf(box).editor;

/** @param {HTMLElement} box */
const rowOf = (box) => /** @type {typeof EDITORS[number]} */ (EDITORS.find((row) => box.matches(row.marks)));

/**
 * Insert text where the cursor last was in the box (at the top where it never was), apart from its neighbours by an
 * empty line. `ok` says that the text was found in the box afterwards and all that was there before still is.
 * @param {Composer} composer
 * @param {string} text
 * @param {{write: Write, signal?: AbortSignal}} options
 * @returns {Promise<Insertion>}
 */
export async function insertText(composer, text, { write, signal }) {
  const { box } = composer;
  await reveal(composer);
  const before = readBox(box);
  const piece = text.replace(/\r\n?/g, '\n').trim();
  if (!piece || signal?.aborted || !isWritable(box)) return { ok: false, before, after: before };
  const { editor, ways } = rowOf(box);
  if (editor === 'contenteditable' && !cursorOf(box)) makeRoomOnTop(box);
  const place = cursorOf(box);
  for (const way of ways) {
    const whole = apart(readAt(box, place), piece);
    putCursor(box, place);
    const taken = await way(box, { piece, whole, gaps: hasGaps(box), write, noticed: () => holdCursor(box, place) });
    const after = await settled(box, before, piece, taken === false ? 1 : LOOKS);
    if (landed(before, after, piece)) return { ok: true, before, after };
    if (taken || bare(after) !== bare(before) || signal?.aborted) return { ok: false, before, after }; // never twice
  }
  return { ok: false, before, after: readBox(box) };
}

/** The text with the line breaks it needs at the place. @param {{text: string, at: number}} place @param {string} piece */
export function apart({ text, at }, piece) {
  const left = text.slice(0, at);
  const right = text.slice(at);
  const lead = left.trim() ? missing(left.slice(left.trimEnd().length)) : '';
  const tail = right.trim() ? missing(right.slice(0, right.length - right.trimStart().length)) : '';
  return lead + piece + tail;
}

/** The line breaks that white space lacks of an empty line. @param {string} space */
const missing = (space) => '\n'.repeat(Math.max(0, 3 - space.split('\n').length));

/**
 * Whether a text has been put in: it stands there once more than before, and taken away leaves the former text.
 * @param {string} before
 * @param {string} after
 * @param {string} piece
 */
export function landed(before, after, piece) {
  const [old, now, added] = [bare(before), bare(after), bare(piece)];
  for (let at = now.indexOf(added); at >= 0; at = now.indexOf(added, at + 1)) {
    if ((now.slice(0, at) + now.slice(at + added.length)).includes(old) && now.length >= old.length + added.length) return true;
  }
  return false;
}

/** What is compared: editors differ in white space and invisible characters only. @param {string} text */
const bare = (text) => text.normalize('NFC').replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, '');

/**
 * The box's text once it shows the piece or has had its time; looked at again, since a page may take it back.
 * @param {HTMLElement} box @param {string} before @param {string} piece @param {number} looks
 */
async function settled(box, before, piece, looks) {
  for (let look = 0; look < looks; look += 1) {
    await sleep(POLL);
    if (landed(before, readBox(box), piece)) break;
  }
  await sleep(2 * POLL);
  return readBox(box);
}

/** @param {Composer} composer */
async function reveal({ box, reveal: button }) {
  if (!button || isShown(box)) return;
  button.click();
  for (let look = 0; look < REVEALED && !isShown(box); look += 1) await sleep(POLL);
}

/** @param {HTMLElement} box */
const isShown = (box) => box.getClientRects().length > 0;

/** @param {HTMLElement} box */
const isWritable = (box) => (isField(box) ? !box.readOnly && !box.disabled : box.isContentEditable) && isShown(box);

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
