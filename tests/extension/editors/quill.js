import { place, script, style } from './load.js';

await style('/node_modules/quill/dist/quill.snow.css');
await script('/node_modules/quill/dist/quill.js');
const box = document.createElement('div');
place.append(box);
const quill = new window.Quill(box, { theme: 'snow' });
window.editor = {
  box: quill.root,
  text: () => quill.getText(),
  fill: (lines) => { quill.setText(`${lines.join('\n\n')}\n`); quill.history.clear(); },
};
