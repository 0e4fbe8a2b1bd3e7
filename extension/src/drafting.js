// What the agent writes is read while they write it: after a pause, one question at a time, and never in the way.

import { readBox } from './composer.js';
import { ask } from './worker-link.js';

/** @typedef {import('./assist.js').Assist} Assist */

const PAUSE = 600; // ms without a key

/** Watch the helpdesk's own reply box. Internal notes are not read. @param {Assist} assist @param {AbortSignal} signal */
export function watchDrafts(assist, signal) {
  const { doc } = assist.desk;
  const checking = new Checking(assist);
  const noticed = (/** @type {Event} */ event) => {
    const composer = assist.open?.ticket ? assist.desk.composer : null;
    if (composer && event.composedPath().includes(composer.box)) checking.soon();
  };
  /** @type {WeakSet<Document>} */
  const watched = new WeakSet();
  const follow = () => {
    for (const place of new Set([doc, assist.desk.composer?.box.ownerDocument ?? doc])) {
      if (!watched.has(place)) place.addEventListener('input', noticed, { capture: true, signal });
      watched.add(place);
    }
  };
  assist.shown.addView(follow, signal); // editors in a frame have a document of their own
  signal.addEventListener('abort', () => checking.stop(), { once: true });
}

class Checking {
  #timer = 0;
  #asking = false;

  /** @param {Assist} assist */
  constructor(assist) {
    this.assist = assist;
  }

  soon() {
    this.stop();
    this.#timer = window.setTimeout(() => void this.#check(), PAUSE);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  async #check() {
    if (this.#asking) return this.soon();
    const { assist } = this;
    const { open, shown } = assist;
    const draft = draftOf(assist);
    if (!open?.ticket || !draft) return shown.state.checked ? shown.set({ checked: null }) : undefined;
    this.#asking = true;
    const checked = await ask({ type: 'check', ticket: open.ticket, draft, ...found(open.kept) }).catch(() => null); // a hint less
    this.#asking = false;
    if (assist.open === open && draftOf(assist) === draft) shown.set({ checked: checked?.findings.length ? checked : null });
    return undefined;
  }
}

/**
 * What was found for the ticket and bears the draft out: what was inserted, what was offered and not dismissed, the articles.
 * @param {import('./types.js').Kept | null | undefined} kept
 */
function found(kept) {
  const offered = (kept?.answer?.suggestions ?? []).filter(({ id }) => !kept?.dismissed.includes(id));
  const evidence = new Set([...(kept?.inserted ?? []), ...offered].map(({ id }) => id));
  return { evidence: [...evidence], articles: (kept?.answer?.articles ?? []).map(({ id }) => id) };
}

/** What stands in the reply box; '' where nothing may be read. @param {Assist} assist */
function draftOf({ settings, desk }) {
  const composer = settings.checkDrafts && settings.hasKey ? desk.composer : null;
  const text = composer && composer.mode === 'reply' ? readBox(composer.box) : '';
  return text.trim() ? text : '';
}
