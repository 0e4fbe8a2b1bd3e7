import { linesOf, paragraphs, place, script } from './load.js';

window.CKEDITOR_BASEPATH = '/node_modules/ckeditor4/';
await script('/node_modules/ckeditor4/ckeditor.js');
const area = document.createElement('textarea');
place.append(area);
const editor = window.CKEDITOR.replace(area, { versionCheck: false });
await new Promise((resolve) => editor.on('instanceReady', resolve));
window.editor = {
  get box() { return editor.editable().$; },
  text: () => linesOf(editor.getData()),
  sent: () => linesOf(area.value),
  fill: (lines) => new Promise((resolve) => editor.setData(paragraphs(lines), () => { editor.resetUndo(); resolve(); })),
  quote: (text) => new Promise((resolve) => editor.setData(`<blockquote><p>${text}</p></blockquote>`, resolve)),
  list: (lines) => new Promise((resolve) => editor.setData(`<ul><li>${lines.join('</li><li>')}</li></ul>`, resolve)),
};
