// One agent, one ticket at a time: asks when a ticket is readable, again only when the customer writes anew, and
// withdraws what was computed for an older state. What the agent does with an answer is in acts.js.

import { act } from './acts.js';
import { lookBack } from './looking-back.js';
import { Opening } from './opening.js';
import { allowed, versionOf } from './reading.js';
import { AskFailed, ask } from './worker-link.js';

/** @typedef {import('./types.js').Ticket} Ticket */
/** @typedef {import('./types.js').Kept} Kept */
/** @typedef {import('./types.js').Answer} Answer */

const REREAD = 5_000; // ms between two readings of the same ticket while its page changes
const LOADING = 8_000; // ms a page may take until its ticket can be read
const LOOK_AGAIN = 500; // ms
/** @type {import('./types.js').Problem} */
const UNREADABLE = { kind: 'unreadable', status: 0, title: 'problem_unreadable', mend: 'problem_unreadable_mend' };

/** The ticket in front of the agent: `left` aborts all that was begun for it. */
class OpenTicket {
  left = new AbortController();
  /** @type {Ticket|null} */
  ticket = null;
  /** @type {Kept|null} */
  kept = null;
  readAt = 0;
  revealed = false; // whether the agent asked to see what an experiment holds back

  /** @param {string} id @param {string} key @param {boolean} [chosen] whether the agent chose the text, and no adapter reads it */
  constructor(id, key, chosen = false) {
    this.id = id;
    this.key = key;
    this.chosen = chosen;
    this.opening = chosen ? null : new Opening(key, this.left.signal);
  }
}

export class Assist {
  /** @type {OpenTicket|null} */
  open = null;
  #looking = false;
  #again = /** @type {'page'|'clock'|''} */ ('');

  /**
   * @param {import('./desk.js').Desk} desk
   * @param {import('./state.js').Shown} shown
   * @param {import('./types.js').PublicSettings} settings
   * @param {import('./types.js').Timings} timings
   * @param {AbortSignal} signal
   */
  constructor(desk, shown, settings, timings, signal) {
    this.desk = desk;
    this.shown = shown;
    this.settings = settings;
    this.timings = timings;
    this.signal = signal;
  }

  /** Do what the agent asks for in the panel. @param {import('./types.js').Action} action */
  act(action) {
    return act(this, action);
  }

  /** Look at the page: another ticket, the same one changed, or none. One look at a time. @param {'page'|'clock'} why */
  async look(why) {
    if (this.#looking) return void (this.#again ||= why);
    this.#looking = true;
    await this.#see(why).finally(() => (this.#looking = false));
    const again = this.#again;
    this.#again = '';
    if (again && !this.signal.aborted) await this.look(again);
  }

  /** @param {'page'|'clock'} why */
  async #see(why) {
    this.desk.followCursor();
    const id = this.desk.ticketId;
    if (id === null) return this.#leave();
    const key = this.desk.keyOf(id);
    if (this.open?.key !== key) await this.#enter(id, key);
    else await this.#reread(this.open, why);
    if (this.shown.state.mode !== this.desk.mode) this.shown.set({ mode: this.desk.mode });
  }

  #leave() {
    const several = this.desk.several.map((id) => ({ id, title: id }));
    const phase = several.length ? 'several' : this.desk.isGeneric ? 'generic' : 'no-ticket';
    if (this.desk.isGeneric && this.open) return; // text the agent chose stays until they choose another
    this.open?.left.abort();
    if (!this.open && this.shown.state.phase === phase) return;
    this.open = null;
    this.shown.reset({ phase, several });
  }

  /** @param {string} id @param {string} key */
  async #enter(id, key) {
    this.open?.left.abort();
    const open = new OpenTicket(id, key);
    this.open = open;
    this.timings.seen = performance.now();
    this.shown.reset({ phase: 'waiting', ticket: { key, helpdesk: this.desk.adapter.name, id, subject: '' }, mode: this.desk.mode });
    const [kept] = await Promise.all([ask({ type: 'recall', key }).catch(() => null), this.#read(open), open.opening?.goOn()]);
    if (this.open !== open) return;
    open.kept = kept;
    await this.#compare(open);
  }

  /** @param {OpenTicket} open @param {'page'|'clock'} why */
  async #reread(open, why) {
    const stale = !open.ticket || why === 'clock' || performance.now() - open.readAt > REREAD;
    if (!stale || this.desk.isGeneric || open.chosen) return;
    await this.#read(open);
    if (this.open === open) await this.#compare(open);
  }

  /** @param {OpenTicket} open */
  async #read(open) {
    const { internal } = this.settings;
    const ticket = await this.desk.read({ internal, signal: open.left.signal });
    open.readAt = performance.now();
    open.ticket = ticket ?? open.ticket;
    if (ticket) this.timings.read = open.readAt;
  }

  /** Compare the ticket as read with the state its answer was computed for. @param {OpenTicket} open */
  async #compare(open) {
    const { ticket, kept } = open;
    if (!ticket) return this.#unreadable(open);
    const version = versionOf(ticket);
    const { phase, problem, answer } = this.shown.state;
    if (kept?.version.asked !== version.asked) {
      if (phase === 'problem' && problem?.kind !== 'away' && problem?.kind !== 'unreadable') return undefined; // only 'again' mends it
      return this.question(kept ? 'customer-wrote' : '');
    }
    if (!answer) {
      this.showKept(open);
      void lookBack(this);
    }
    if (version.answers > kept.version.answers) this.shown.set({ withdrawn: kept.sent ? 'sent' : 'answered-elsewhere', notice: null });
    return undefined;
  }

  /** A single-page app may still be loading: wait a while before saying so. @param {OpenTicket} open */
  #unreadable({ left }) {
    if (performance.now() - this.timings.seen > LOADING) return this.shown.set({ phase: 'problem', problem: UNREADABLE });
    const again = setTimeout(() => void this.look('clock'), LOOK_AGAIN);
    left.signal.addEventListener('abort', () => clearTimeout(again));
    return undefined;
  }

  /** @param {OpenTicket} open */
  showKept({ ticket, kept }) {
    if (!kept || !this.shown.state.ticket) return;
    const { answer, dismissed, rated } = kept;
    const history = this.shown.state.history ?? kept.history ?? null;
    const shownTicket = { ...this.shown.state.ticket, subject: ticket?.subject ?? '' };
    this.shown.set({ phase: 'answered', ticket: shownTicket, answer, dismissed, rated, history, problem: null, withdrawn: '' });
    this.timings.answered = performance.now();
    requestAnimationFrame(() => setTimeout(() => (this.timings.painted = performance.now())));
  }

  /** Ask the server about the ticket as read. @param {import('./types.js').Withdrawn} withdrawn @param {string} [draft] */
  async question(withdrawn = '', draft = '') {
    const open = this.open;
    if (!open?.ticket) return;
    if (withdrawn === 'customer-wrote') open.opening?.anew();
    const asking = ask({ type: 'suggest', ticket: open.ticket, ...(draft && { draft }), ...(open.revealed && { anyway: true }) }); // under way while the panel is drawn
    void lookBack(this);
    this.shown.set({ phase: 'waiting', answer: null, problem: null, notice: null, withdrawn });
    try {
      const answer = await asking;
      if (this.open !== open) return;
      open.kept = { version: versionOf(open.ticket), answer, dismissed: [], rated: {}, seen: [], inserted: open.kept?.inserted ?? [], sent: false, history: this.shown.state.history };
      this.showKept(open); // before it is kept: the agent waits for the one, nobody for the other
      this.keep();
    } catch (error) {
      if (!(error instanceof AskFailed)) throw error;
      if (this.open === open) this.shown.set({ phase: 'problem', problem: error.problem });
    }
  }

  /** Keep for the browser's session what the agent did with the answer. @param {Partial<Kept>} changes */
  keep(changes = {}) {
    if (!this.open?.kept) return;
    Object.assign(this.open.kept, changes);
    const { dismissed, rated } = this.open.kept;
    this.shown.set({ dismissed, rated });
    if (!this.open.chosen) void ask({ type: 'remember', key: this.open.key, value: this.open.kept }).catch(() => {});
  }

  /** Ask about text the agent selected or pasted; the answer stays until they open another ticket. @param {string} text */
  async askAbout(text) {
    if (!text.trim()) return;
    this.open?.left.abort();
    const id = this.desk.ticketId ?? '';
    this.open = new OpenTicket(id, this.desk.keyOf(id), true);
    this.open.ticket = allowed({ messages: [{ author: 'customer', text }] }, false);
    this.shown.reset({ phase: 'waiting', ticket: { key: this.open.key, helpdesk: 'generic', id, subject: '' }, mode: this.desk.mode });
    await this.question();
  }

  /** The ticket exactly as it is posted, for the agent to see. */
  async preview() {
    return this.open?.ticket ?? null;
  }

  async settingsChanged() {
    this.settings = await ask({ type: 'settings' });
    if (this.open) this.open.kept = null;
    if (this.shown.state.phase === 'problem') this.shown.set({ problem: null, phase: 'waiting' });
    if (this.open?.chosen) await this.question();
    else await this.look('clock');
  }

  /** Insert the n-th suggestion that is shown. @param {number} place from 1 */
  async insertPlace(place) {
    const { answer, dismissed, withdrawn } = this.shown.state;
    const offered = withdrawn ? [] : (answer?.suggestions ?? []).filter(({ id }) => !dismissed.includes(id));
    if (offered[place - 1]) await this.act({ type: 'insert', id: offered[place - 1].id });
  }
}
