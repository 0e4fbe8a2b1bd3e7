import { linesOf, paragraphs, place, script, style } from './load.js';

await script('/node_modules/jquery/dist/jquery.js');
await style('/node_modules/summernote/dist/summernote-lite.css');
await script('/node_modules/summernote/dist/summernote-lite.js');
const area = document.createElement('textarea');
place.append(area);
const note = window.jQuery(area);
note.summernote();
window.editor = {
  box: document.querySelector('.note-editable'),
  text: () => linesOf(note.summernote('code')),
  sent: () => linesOf(area.value),
  fill: (lines) => { note.summernote('code', paragraphs(lines)); note.summernote('commit'); },
};
