// The two entries in the browser's menus.

import { reach } from './orders.js';

const SELECTION = 'ask-about-selection';
const SIDE = 'open-side-panel';

/** Menus outlive the worker, so they are made once, at installation. */
export function addMenus() {
  chrome.contextMenus.removeAll(() => {
    chrome.contextMenus.create({ id: SELECTION, contexts: ['selection'], title: chrome.i18n.getMessage('ext_menu_selection') });
    chrome.contextMenus.create({ id: SIDE, contexts: ['action'], title: chrome.i18n.getMessage('ext_menu_side') });
  });
}

/** @param {chrome.contextMenus.OnClickData} click @param {chrome.tabs.Tab} [tab] */
export function onMenu({ menuItemId, selectionText = '', frameId }, tab) {
  if (menuItemId === SELECTION) void askAbout(selectionText, tab, frameId);
  if (menuItemId === SIDE) openSide(tab);
}

/** The menu is told the selection as one line, so the page is asked first. @param {string} line @param {chrome.tabs.Tab} [tab] @param {number} [frame] */
async function askAbout(line, tab, frame = 0) {
  const text = await selected({ tabId: tab?.id ?? chrome.tabs.TAB_ID_NONE, frameIds: [frame] });
  await reach(tab, { type: 'selection', text: text || line });
}

/** @param {{tabId: number, frameIds: number[]}} target @returns {Promise<string>} '' where the page can't be asked */
async function selected(target) {
  try {
    return (await chrome.scripting.executeScript({ target, func: () => String(getSelection()) }))[0]?.result ?? '';
  } catch {
    return '';
  }
}

/** Must be called within the click: browsers allow it then only. @param {chrome.tabs.Tab} [tab] */
function openSide(tab) {
  const { sidePanel, sidebarAction } = /** @type {Partial<typeof chrome> & {sidebarAction?: {open: () => Promise<void>}}} */ (chrome);
  if (sidePanel && tab) void sidePanel.open({ windowId: tab.windowId });
  else void sidebarAction?.open();
}
