// What runs in the helpdesk's tab: connects the page, the panel and the worker, and does nothing by itself.

import { watch as watchFocus } from './adapters/generic.js';
import { Assist } from './assist.js';
import { watchDrafts } from './drafting.js';
import { Desk } from './desk.js';
import { dock } from './panel/docked.js';
import { mountPanel } from './panel/panel.js';
import { receive } from './orders.js';
import { watchSending } from './sending.js';
import { Shown } from './state.js';
import { watch } from './watching.js';
import { ask } from './worker-link.js';
import { translator } from './words.js';

/** @typedef {import('./types.js').PublicSettings} PublicSettings */

const PATIENCE = 200; // ms; as long as browsers themselves wait for an idle page

/** The world of the extension's scripts in this page, which outlives each of them: the worker may bring one more. */
const world = /** @type {{assistRuns?: boolean}} */ (globalThis);

/** Start in this page, once. */
export async function start() {
  if (world.assistRuns) return;
  world.assistRuns = true;
  const { signal } = new AbortController();
  /** @type {[PublicSettings, unknown]} */
  const [settings] = await Promise.all([ask({ type: 'settings' }), settled(document)]);
  const timings = { started: performance.now(), seen: 0, read: 0, answered: 0, painted: 0 };
  const shown = new Shown(settings.place);
  const desk = new Desk(document, signal);
  const assist = new Assist(desk, shown, settings, timings, signal);
  const looking = assist.look('page'); // the helpdesk is asked first; its answer takes longer than making the panel
  receive(assist, docked(shown, settings, assist, signal), signal);
  watchSending(assist, signal);
  watchDrafts(assist, signal);
  watch(document, (why) => assist.look(why), signal);
  watchFocus(document, signal);
  await looking;
}

/**
 * The page comes first: wait until it has loaded, or not long after its elements are there where images keep it loading.
 * @param {Document} doc
 */
async function settled(doc) {
  if (doc.readyState === 'loading') await once(doc, 'DOMContentLoaded');
  if (doc.readyState === 'complete') return;
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  await Promise.race([once(window, 'load').then(() => new Promise((done) => setTimeout(done))), late]);
}

/** @param {EventTarget} target @param {string} event */
const once = (target, event) => new Promise((done) => target.addEventListener(event, done, { once: true }));

/** @param {Shown} shown @param {PublicSettings} settings @param {Assist} assist @param {AbortSignal} signal */
function docked(shown, settings, assist, signal) {
  const onPlace = (/** @type {import('./types.js').Place} */ place) => assist.act({ type: 'place', place });
  const { root, host } = dock(document, { styleUrl: chrome.runtime.getURL('src/panel/panel.css'), onPlace, signal });
  const words = translator(settings.words);
  const onAction = (/** @type {import('./types.js').Action} */ action) => void assist.act(action);
  const panel = mountPanel(root, { words, language: settings.language, onAction, docked: true, signal });
  shown.addView((state) => panel.render(state), signal);
  return { panel, host };
}
