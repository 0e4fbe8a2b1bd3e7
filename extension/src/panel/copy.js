// Copying a text, also on pages without the clipboard interface (plain http).

import { el, focused } from './dom.js';
import { icon } from './icons.js';
import { button } from './press.js';

const SAID = 1_800; // milliseconds that the button says how it went

/** @param {string} text @param {HTMLElement} near an element of the panel */
async function copyText(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text, near);
  }
}

/** @param {string} text @param {HTMLElement} near */
function copyByCommand(text, near) {
  const before = focused(near);
  const box = /** @type {HTMLTextAreaElement} */ (el('textarea', { class: 'vh', readonly: true, 'aria-hidden': 'true', tabindex: -1 }));
  box.value = text;
  near.after(box);
  box.select();
  const done = document.execCommand('copy');
  box.remove();
  before?.focus({ preventScroll: true });
  return done;
}

/**
 * @param {import('./kit.js').Kit} kit
 * @param {string} text
 * @param {{id?: string, key: string, primary?: boolean}} options
 */
export function copyButton(kit, text, { id, key, primary = false }) {
  const { words } = kit;
  const label = el('span', {}, words('panel_copy'));
  const attributes = { class: primary ? 'button primary' : 'button ghost', 'data-key': `copy ${key}`, 'data-keep': true };
  return button(attributes, async (pressed) => {
    const done = await copyText(text, pressed);
    label.textContent = done ? words('panel_copied') : words('panel_copy_refused');
    setTimeout(() => (label.textContent = words('panel_copy')), SAID);
    if (done) kit.act(id === undefined ? { type: 'copied' } : { type: 'copied', id });
  }, icon('copy'), label);
}
