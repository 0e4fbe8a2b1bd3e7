// Loads the editor named in the address, and stands in for the worker that runs a function in the page's own world.

import { writeInPage } from '/extension/src/page-world.js';

/**
 * What each editor's script sets as window.editor: its box, what its own model holds, how a former text gets in, what
 * the form would send (where the box only stands before its field), and the pause between keys that it needs, in ms.
 * @typedef {{box: HTMLElement, text: () => string, fill: (lines: string[]) => void, sent?: () => string, pause?: number}} TestedEditor
 */

// As chrome.scripting.executeScript does, the function travels as source text and sees nothing of its module.
// eslint-disable-next-line no-new-func -- this is what is tested
const arrived = new Function(`return (${writeInPage})(...arguments)`);
document.addEventListener('write-in-page', () => {
  const { selector, text, html } = JSON.parse(document.documentElement.dataset.write);
  document.documentElement.dataset.wrote = String(arrived(selector, text, html));
});

const name = location.search.slice(1);
const bundled = ['react', 'prosemirror', 'lexical', 'slate'].includes(name);
await import(bundled ? `/bundled/${name}.js` : `/editors/${name}.js`);
document.documentElement.dataset.ready = 'true';
