// A page that takes back what scripts put in: whatever arrives is undone a moment later.
import { place } from './load.js';

const box = document.createElement('textarea');
place.append(box);
box.addEventListener('input', () => setTimeout(() => (box.value = 'Mine alone')));
window.editor = { box, text: () => box.value, fill: (lines) => void (box.value = lines.join('\n\n')) };
