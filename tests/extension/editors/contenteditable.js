import { place } from './load.js';

const box = document.createElement('div');
box.contentEditable = 'true';
place.append(box);
const fill = (lines) => box.replaceChildren(...lines.map((line) => Object.assign(document.createElement('div'), { textContent: line })));
window.editor = { box, text: () => box.innerText, fill };
