// The worker: listens, and hands on. It is stopped when idle, so nothing is kept here and every listener is added at once.

import { concernsPanels } from './settings.js';
import { reply } from './worker/answers.js';
import { addMenus, onMenu } from './worker/menus.js';
import { order, orderAll, reach } from './worker/orders.js';
import { bringScripts } from './worker/sites.js';

chrome.runtime.onMessage.addListener((ask, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return false;
  reply(ask, sender).then(answer);
  return true;
});

chrome.runtime.onInstalled.addListener(({ reason }) => {
  addMenus();
  void bringScripts();
  if (reason === 'install') void chrome.tabs.create({ url: chrome.runtime.getURL('welcome.html') });
});
chrome.runtime.onStartup.addListener(() => void bringScripts());
chrome.permissions.onAdded.addListener(() => void bringScripts());
chrome.permissions.onRemoved.addListener(() => void bringScripts());

chrome.storage.onChanged.addListener((changes, area) => {
  if (area !== 'local') return;
  if (changes.helpdesks) void bringScripts();
  if (concernsPanels(changes)) void orderAll({ type: 'settings-changed' });
});

chrome.action.onClicked.addListener((tab) => void reach(tab, { type: 'command', name: 'panel' }));
chrome.contextMenus.onClicked.addListener(onMenu);
chrome.commands.onCommand.addListener((name, tab) => {
  const command = /** @type {'insert-1'|'insert-2'|'insert-3'|'panel'} */ (name);
  if (command === 'panel') void reach(tab, { type: 'command', name: command });
  else void order(tab, { type: 'command', name: command });
});

// Content scripts have no business in the storage that holds the key. Firefox has no such lock: there it is a habit only.
void chrome.storage.local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
