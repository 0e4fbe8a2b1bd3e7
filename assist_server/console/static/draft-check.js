// The check before sending: what is written is read after a pause; a quiet mark counts what to look at, and opens to it.

import { checkDraft } from './api.js';
import { byId, el, icon } from './dom.js';
import { counted } from './words.js';

/** @typedef {import('./types.js').Finding} Finding */
/** @typedef {{ticket: () => import('./types.js').Ticket | null, found: () => import('./types.js').Answer | null}} Asked */

const PAUSE = 600; // ms without a key
const LONG = 90; // characters of the draft repeated
const HEADINGS = ['expertise', 'trust', 'friendliness', 'respect', 'speed'];

export class DraftCheck {
  /** @type {HTMLTextAreaElement} */
  area = byId('reply');
  timer = 0;
  asked = new AbortController();

  /** @param {Asked} of */
  constructor(of) {
    this.of = of;
    this.show('', []);
    this.area.addEventListener('input', () => this.soon());
    byId('draft-mark').addEventListener('click', () => this.open(byId('draft-findings').hidden));
    byId('composer').addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.escape(event));
  }

  /** Read what is written, after a pause; what was found before no longer holds. */
  soon() {
    this.asked.abort();
    clearTimeout(this.timer);
    if (!this.area.value.trim()) return this.show('', []);
    this.timer = window.setTimeout(() => void this.check(), PAUSE);
  }

  async check() {
    const ticket = this.of.ticket();
    const draft = this.area.value;
    if (!ticket || !draft.trim()) return this.show('', []);
    this.asked = new AbortController();
    const { signal } = this.asked;
    const { suggestions = [], articles = [] } = this.of.found() ?? {}; // what bears the draft out
    const asked = { ticket, draft, evidence: suggestions.map(({ id }) => id), articles: articles.map(({ id }) => id) };
    const read = await checkDraft(asked, signal).catch(() => null); // a hint less
    if (!signal.aborted && this.area.value === draft) this.show(draft, read?.findings ?? []);
  }

  /** @param {string} draft @param {Finding[]} findings */
  show(draft, findings) {
    const mark = byId('draft-mark');
    const said = counted(findings.length, 'thing');
    mark.style.visibility = findings.length ? '' : 'hidden'; // its room stays, so that nothing moves
    mark.classList.toggle('critical', findings.some(({ severity }) => severity === 'critical'));
    mark.setAttribute('aria-label', findings.length ? `${said} to look at in your draft` : 'Nothing to look at in your draft');
    byId('draft-count').textContent = String(findings.length);
    byId('draft-findings').replaceChildren(...HEADINGS.flatMap((heading) => this.group(draft, heading, findings)));
    if (!findings.length) this.open(false);
  }

  /** @param {boolean} wanted */
  open(wanted) {
    byId('draft-findings').hidden = !wanted;
    byId('draft-mark').setAttribute('aria-expanded', String(wanted));
  }

  /** @param {KeyboardEvent} event */
  escape(event) {
    if (event.key !== 'Escape' || byId('draft-findings').hidden || event.target === this.area) return;
    this.open(false);
    byId('draft-mark').focus();
  }

  /** @param {string} draft @param {string} heading @param {Finding[]} findings */
  group(draft, heading, findings) {
    const rows = findings.filter((one) => one.heading === heading).map((one) => this.row(draft, one));
    return rows.length ? [el('h3', {}, heading[0].toUpperCase() + heading.slice(1)), el('ul', { class: 'warnings' }, ...rows)] : [];
  }

  /** @param {string} draft @param {Finding} finding */
  row(draft, { severity, reason, words, fix }) {
    const said = words.trim();
    const quote = said ? el('b', { class: 'cause', dir: 'auto' }, `“${said.length > LONG ? `${said.slice(0, LONG)} …` : said}”`) : null;
    const mend = fix && el('button', { type: 'button', class: 'button ghost', onclick: () => this.mend(draft, fix) }, icon('wrench'), 'Fix');
    return el('li', { class: `alert alert-${severity}` }, icon(severity), el('p', {}, reason, ' ', quote, ' ', mend));
  }

  /** Type the fix over what it replaces, in one step of undo. @param {string} draft @param {import('./types.js').Fix} fix */
  mend(draft, { start, end, text }) {
    if (!this.area.value.startsWith(draft)) return;
    this.area.focus();
    this.area.setSelectionRange(units(draft, start), units(draft, end));
    document.execCommand(text ? 'insertText' : 'delete', false, text);
  }
}

/** The server counts characters, a browser units of UTF-16. @param {string} text @param {number} count */
const units = (text, count) => [...text].slice(0, count).join('').length;
