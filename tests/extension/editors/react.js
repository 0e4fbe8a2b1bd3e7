import { createElement, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

let state = '';
let change = () => {};
function Reply() {
  const [value, setValue] = useState('');
  [state, change] = [value, setValue];
  return createElement('textarea', { value, onChange: (event) => setValue(event.target.value) });
}
const place = document.getElementById('place');
flushSync(() => createRoot(place).render(createElement(Reply)));
window.editor = {
  box: place.querySelector('textarea'),
  text: () => state,
  fill: (lines) => flushSync(() => change(lines.join('\n\n'))),
};
