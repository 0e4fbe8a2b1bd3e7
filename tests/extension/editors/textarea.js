import { place } from './load.js';

const box = document.createElement('textarea');
place.append(box);
window.editor = { box, text: () => box.value, fill: (lines) => void (box.value = lines.join('\n\n')) };
