import { place, script, style } from './load.js';

await style('/node_modules/ckeditor5/dist/browser/ckeditor5.css');
await script('/node_modules/ckeditor5/dist/browser/ckeditor5.umd.js');
const { BlockQuote, Bold, ClassicEditor, Essentials, List, Paragraph } = window.CKEDITOR;
const editor = await ClassicEditor.create(place, { licenseKey: 'GPL', plugins: [Essentials, Paragraph, Bold, List, BlockQuote] });
const texts = (node) =>
  [...node.getChildren()].map((child) => (child.is('$text') ? child.data : child.is('element', 'softBreak') ? '\n' : `${texts(child)}\n`)).join('');
window.editor = {
  box: editor.editing.view.getDomRoot(),
  text: () => texts(editor.model.document.getRoot()),
  fill: (lines) => editor.setData(lines.map((line) => `<p>${line}</p>`).join('')),
  quote: (text) => editor.setData(`<blockquote><p>${text}</p></blockquote>`),
  list: (lines) => editor.setData(`<ul><li>${lines.join('</li><li>')}</li></ul>`),
};
