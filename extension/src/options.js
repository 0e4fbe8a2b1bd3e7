// The options page: every change is saved as it is made.

import { connection } from './pages/connection.js';
import { helpdesks } from './pages/helpdesks.js';
import { own } from './pages/own.js';
import { byId, openPage } from './pages/page.js';
import { preview } from './pages/preview.js';
import { shortcuts } from './pages/shortcuts.js';
import { LANGUAGES, folderFor } from './words.js';

/** @typedef {import('./pages/page.js').Page} Page */

/** @param {Page} page */
function languageChoice({ settings, words, save, signal }) {
  const choice = /** @type {HTMLSelectElement} */ (byId('language'));
  choice.add(new Option(words('options_language_browser', LANGUAGES[folderFor('')]), ''));
  for (const [folder, name] of Object.entries(LANGUAGES)) choice.add(new Option(name, folder));
  choice.value = settings.language;
  choice.addEventListener('change', () => void save({ language: choice.value }).then(() => location.reload()), { signal });
}

/** @param {Page} page @param {() => void} changed */
function internalChoice({ settings, save, signal }, changed) {
  const choice = /** @type {HTMLInputElement} */ (byId('internal'));
  choice.checked = settings.internal;
  choice.addEventListener('change', () => void save({ internal: choice.checked }).then(changed), { signal });
}

/** @param {Page} page */
function draftsChoice({ settings, save, signal }) {
  const choice = /** @type {HTMLInputElement} */ (byId('drafts'));
  choice.checked = settings.checkDrafts;
  choice.addEventListener('change', () => void save({ checkDrafts: choice.checked }), { signal });
}

const page = await openPage();
connection({ server: byId('server'), key: byId('key'), test: byId('test'), result: byId('result') }, page);
const list = byId('helpdesk-list');
const fields = { kind: byId('helpdesk-kind'), address: byId('helpdesk-address'), hint: byId('helpdesk-hint'), wrong: byId('helpdesk-wrong') };
helpdesks({ list, form: byId('helpdesk-form'), ...fields }, page);
languageChoice(page);
shortcuts({ list: byId('shortcuts'), change: byId('change-shortcuts') }, page);
preview({ text: byId('preview'), target: byId('preview-target'), empty: byId('preview-empty'), full: byId('preview-full'), again: byId('preview-again') }, page);
internalChoice(page, () => byId('preview-again').click());
draftsChoice(page);
own({ table: byId('own'), empty: byId('own-empty'), again: byId('own-again') }, page);
document.body.hidden = false;
