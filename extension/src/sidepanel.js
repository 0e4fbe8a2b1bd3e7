// The panel in the browser's side panel: it shows what the active tab's content script says, and hands actions to it.

import { mountPanel } from './panel/panel.js';
import { ask } from './worker-link.js';
import { translator } from './words.js';

/** @typedef {import('./types.js').State} State */
/** @typedef {import('./types.js').Action} Action */

const SOONEST = 500; // milliseconds until a tab without a content script is asked again; then twice as long each time
const LATEST = 8_000;

/** @type {State} what is said where no content script answers */
const SILENT = {
  phase: 'no-ticket', ticket: null, answer: null, withdrawn: '', mode: 'none', problem: null, notice: null, dismissed: [], rated: {},
  search: null, several: [], checked: null, history: null, place: { side: 'right', top: 0, width: 380, collapsed: false },
};

/** One connection at a time, to the tab that is in front. */
class TabLink {
  /** @type {chrome.runtime.Port | null} */
  port = null;
  /** @type {number | undefined} */
  tab = undefined;
  timer = 0;
  wait = SOONEST;

  /** @param {(state: State) => void} show @param {AbortSignal} signal */
  constructor(show, signal) {
    this.show = show;
    signal.addEventListener('abort', () => this.leave(), { once: true });
  }

  /** Follow the tab in front; one that is linked already is left as it is. */
  async follow() {
    const [{ id } = { id: undefined }] = await chrome.tabs.query({ active: true, currentWindow: true });
    if (id === this.tab && this.port) return;
    if (id !== this.tab) this.wait = SOONEST;
    this.leave();
    this.tab = id;
    if (id !== undefined) this.join(id);
  }

  leave() {
    clearTimeout(this.timer);
    this.port?.disconnect();
    this.port = null;
  }

  /** @param {number} tab */
  join(tab) {
    const port = chrome.tabs.connect(tab, { name: 'panel' });
    this.port = port;
    port.onMessage.addListener((state) => {
      this.wait = SOONEST;
      if (this.port === port) this.show(state);
    });
    port.onDisconnect.addListener(() => {
      void chrome.runtime.lastError; // read, so that a tab without a content script is no error in the log
      if (this.port === port) this.lost();
    });
  }

  /** The tab has no content script, or loads anew: say so, and look again. */
  lost() {
    this.port = null;
    this.show(SILENT);
    this.timer = window.setTimeout(() => void this.follow(), this.wait);
    this.wait = Math.min(this.wait * 2, LATEST);
  }

  /** @param {Action} action */
  post(action) {
    if (action.type === 'options') void ask({ type: 'options' }); // also where no tab listens
    else this.port?.postMessage(action);
  }
}

async function start() {
  const closed = new AbortController();
  const { signal } = closed;
  const { words, language } = await ask({ type: 'settings' });
  document.documentElement.lang = language.replace('_', '-');
  const root = /** @type {HTMLElement} */ (document.getElementById('panel'));
  const panel = mountPanel(root, { words: translator(words), language, onAction: (action) => link.post(action), docked: false, signal });
  const link = new TabLink((state) => panel.render(state), signal);
  const follow = () => void link.follow();
  chrome.tabs.onActivated.addListener(follow);
  chrome.tabs.onUpdated.addListener((id, { status }) => status === 'complete' && id === link.tab && follow());
  window.addEventListener('focus', follow, { signal });
  window.addEventListener('pagehide', () => closed.abort(), { signal });
  panel.render(SILENT);
  follow();
}

void start();
