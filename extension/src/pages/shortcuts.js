// The keys as the browser has them now, and the way to its page where they are changed.

import { el } from '../panel/dom.js';

/** @typedef {import('./page.js').Page} Page */

const CHROMIUM = 'chrome://extensions/shortcuts';

/** @param {{list: HTMLElement, change: HTMLElement}} where @param {Page} page */
export function shortcuts({ list, change }, page) {
  const refresh = () => void show(list, page);
  change.addEventListener('click', openSettings, { signal: page.signal });
  addEventListener('focus', refresh, { signal: page.signal });
  refresh();
}

/** @param {HTMLElement} list @param {Page} page */
async function show(list, { words }) {
  const commands = (await chrome.commands.getAll()).filter(({ description }) => description);
  list.replaceChildren(...commands.map(({ name, description, shortcut }) => {
    const said = words(`ext_command_${(name ?? '').replace('-', '_')}`);
    return el('div', {}, el('dt', {}, said.startsWith('ext_') ? description : said), el('dd', {}, shortcut ? el('kbd', {}, shortcut) : words('options_no_shortcut')));
  }));
}

function openSettings() {
  const { openShortcutSettings } = /** @type {{openShortcutSettings?: () => void}} */ (/** @type {unknown} */ (chrome.commands));
  if (openShortcutSettings) openShortcutSettings();
  else void chrome.tabs.create({ url: CHROMIUM });
}
