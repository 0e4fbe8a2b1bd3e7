// The ways of writing text into a box where its cursor stands. Which one an editor understands is in composer.js.

import { isField } from './box-text.js';

/** Writes in the page's own world, where editors keep their models: page-world.js run by the worker. */
/** @typedef {(what: {selector: string, text: string, html: string}) => Promise<boolean>} Write */
/**
 * `piece` is the text alone, `whole` the text with the line breaks that keep it apart; `gaps` says that the box's
 * paragraphs stand apart by themselves; `noticed` ends when the editor knows of the cursor.
 * @typedef {{piece: string, whole: string, gaps: boolean, write: Write, noticed: () => Promise<void>}} Job
 */
/**
 * Answers false where surely nothing was written, true where the editor took the text over, so that no other way may be
 * tried even if the text can't be seen yet, and nothing where only a look at the box can tell.
 * @typedef {(box: HTMLElement, job: Job) => boolean|void|Promise<boolean|void>} Way
 */

const MARK = 'data-assist-box';

/**
 * As typed. Deprecated, but the only call that leaves the browser's own undo intact. What it returns proves nothing.
 * @type {Way}
 */
export function type(box, { whole }) {
  box.ownerDocument.execCommand('insertText', false, whole);
}

/** Past the setter that React puts in front of a field's own, so that React sees the change. Loses the undo. @type {Way} */
export function assign(box, { whole }) {
  const view = box.ownerDocument.defaultView;
  if (!isField(box) || !view) return;
  const prototype = box.tagName === 'INPUT' ? view.HTMLInputElement.prototype : view.HTMLTextAreaElement.prototype;
  const at = box.selectionEnd ?? box.value.length;
  const value = box.value.slice(0, at) + whole + box.value.slice(at);
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(box, value);
  box.setSelectionRange(at + whole.length, at + whole.length);
  box.dispatchEvent(new view.InputEvent('input', { bubbles: true, inputType: 'insertText', data: whole }));
}

/** As pasted, with paragraphs. @type {Way} */
export const paste = (box, { whole, gaps, noticed }) => pasted(box, noticed, { 'text/plain': whole, 'text/html': paragraphs(whole, gaps) });

/** As pasted without formatting: keeps empty lines where paragraphs have no gaps; Slate takes no other. @type {Way} */
export const pastePlain = (box, { whole, noticed }) => pasted(box, noticed, { 'text/plain': whole });

/** By the editor's own API, in the page's world. @param {HTMLElement} box @param {Job} job */
export async function inPage(box, { piece, whole, gaps, write }) {
  const value = String(crypto.getRandomValues(new Uint32Array(1))[0]); // randomUUID() is missing on plain http
  box.setAttribute(MARK, value);
  try {
    return await write({ selector: `[${MARK}="${value}"]`, text: whole, html: paragraphs(piece, gaps) });
  } finally {
    box.removeAttribute(MARK);
  }
}

/** @param {HTMLElement} box @param {() => Promise<void>} noticed @param {Record<string, string>} flavours */
async function pasted(box, noticed, flavours) {
  await noticed();
  const view = box.ownerDocument.defaultView;
  if (!view) return false;
  // Of the box's own window: in Firefox a page can't read what a content script's constructors made.
  const clipboardData = new view.DataTransfer();
  for (const [kind, text] of Object.entries(flavours)) clipboardData.setData(kind, text);
  const event = new view.ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true, composed: true });
  return !box.dispatchEvent(event); // an editor that takes it over keeps the browser from pasting
}

/**
 * Text as HTML paragraphs: one for each part between empty lines, or for each line where paragraphs have no gaps.
 * @param {string} text
 * @param {boolean} gaps
 */
export function paragraphs(text, gaps) {
  const parts = text.split(gaps ? /\n{2,}/ : '\n');
  const isEdge = (/** @type {number} */ i) => i === 0 || i === parts.length - 1; // empty there, it is joined with what is there
  return parts.map((part, i) => `<p>${escaped(part).replaceAll('\n', '<br>') || (isEdge(i) ? '' : '<br>')}</p>`).join('');
}

/** Spaces in a row are kept as typed. @param {string} text */
const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replace(/ (?= )|^ /gm, '&nbsp;');
