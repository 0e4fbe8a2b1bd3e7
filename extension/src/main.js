// What runs in the helpdesk's tab: connects the page, the panel and the worker, and does nothing by itself.

import { watch as watchFocus } from './adapters/generic.js';
import { Assist } from './assist.js';
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

/** @type {AbortController|null} */
let running = null;

/** Start in this page, once. */
export async function start() {
  if (running) return;
  running = new AbortController();
  const { signal } = running;
  const timings = { started: performance.now(), seen: 0, read: 0, answered: 0, painted: 0 };
  /** @type {PublicSettings} */
  const settings = await ask({ type: 'settings' });
  const shown = new Shown(settings.place);
  const desk = new Desk(document, signal);
  const assist = new Assist(desk, shown, settings, timings, signal);
  const panel = docked(shown, settings, assist, signal);
  receive(assist, panel, signal);
  watchSending(assist, signal);
  watch(document, (why) => assist.look(why), signal);
  watchFocus(document, signal);
  await assist.look('page');
}

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
