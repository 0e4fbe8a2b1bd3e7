import { linesOf, paragraphs, place, script } from './load.js';

await script('/node_modules/tinymce/tinymce.min.js');
const area = document.createElement('textarea');
place.append(area);
const [editor] = await window.tinymce.init({ target: area, license_key: 'gpl', promotion: false, base_url: '/node_modules/tinymce', suffix: '.min' });
window.editor = {
  box: editor.getBody(),
  text: () => editor.getContent({ format: 'text' }),
  sent: () => linesOf(area.value),
  fill: (lines) => { editor.setContent(paragraphs(lines)); editor.undoManager.clear(); editor.undoManager.add(); },
  quote: (text) => { editor.setContent(`<blockquote><p>${text}</p></blockquote>`); },
  list: (lines) => { editor.setContent(`<ul><li>${lines.join('</li><li>')}</li></ul>`); },
};
