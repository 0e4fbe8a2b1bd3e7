// The reply being written: insertion at the cursor, blanks still to fill in, and sending, which here stays in the page.

import { byId, el } from './dom.js';

const BLANK = /\[[^\[\]\n]{1,40}\]/g; // a placeholder such as [order], as redaction and macros write them

/**
 * Put text in at the cursor as typing would: nothing overwritten, one step of undo. Where it would touch a word,
 * an empty line keeps them apart.
 * @param {HTMLTextAreaElement} area
 * @param {string} text
 * @returns {number} where the text begins
 */
export function insertAtCursor(area, text) {
  const at = area.selectionEnd;
  area.focus();
  area.setSelectionRange(at, at);
  const before = /\S$/.test(area.value.slice(0, at)) ? '\n\n' : '';
  const after = /^\S/.test(area.value.slice(at)) ? '\n\n' : '';
  const whole = before + text + after;
  // Deprecated, but the only call that leaves the browser's own undo intact.
  if (!document.execCommand('insertText', false, whole)) {
    area.setRangeText(whole, at, at, 'end');
    area.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: whole }));
  }
  return at + before.length;
}

export class Composer {
  /** @type {HTMLTextAreaElement} */
  area = byId('reply');
  warned = false;
  checked = '';

  /** @param {{send: (text: string) => void, asCustomer: (text: string) => void}} to */
  constructor(to) {
    this.to = to;
    byId('composer').addEventListener('submit', (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      this.send();
    });
    byId('as-customer').addEventListener('click', () => this.hand(to.asCustomer));
    this.area.addEventListener('input', () => this.changed());
    this.area.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.send();
      if (event.key === 'Escape') this.area.blur();
    });
  }

  get text() {
    return this.area.value;
  }

  /** Show the reply begun earlier for a ticket. @param {string} draft */
  open(draft) {
    byId('composer').hidden = false;
    this.area.value = draft;
    this.say('');
    this.changed();
  }

  /** @param {string} text @param {string[]} placeholders */
  insert(text, placeholders) {
    const start = insertAtCursor(this.area, text);
    const first = placeholders.map((word) => ({ word, at: text.indexOf(word) })).filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at)[0];
    this.say('Inserted. Ctrl+Z takes it back.');
    if (!first) return;
    this.area.setSelectionRange(start + first.at, start + first.at + first.word.length);
    this.say(`Inserted. Fill in ${first.word} next.`);
  }

  /** @param {string} words */
  say(words) {
    byId('composer-status').textContent = words;
  }

  changed() {
    this.warned = this.warned && this.text === this.checked;
    const left = [...new Set(this.text.match(BLANK) ?? [])];
    byId('blanks').hidden = !left.length;
    byId('blanks').replaceChildren(el('span', {}, 'Still to fill in'), ...left.map((word) => this.blank(word)));
  }

  /** @param {string} word */
  blank(word) {
    return el('button', { type: 'button', class: 'chip slot', onclick: () => this.selectWord(word) }, word);
  }

  /** @param {string} word */
  selectWord(word) {
    const at = this.text.indexOf(word);
    if (at < 0) return;
    this.area.focus();
    this.area.setSelectionRange(at, at + word.length);
  }

  /** Send; with blanks left only when asked a second time. */
  send() {
    const left = this.text.match(BLANK);
    if (left && !this.warned) {
      this.warned = true;
      this.checked = this.text;
      this.selectWord(left[0]);
      this.say(`${left[0]} is still to be filled in. Send again to send it as it is.`);
      return;
    }
    this.hand(this.to.send);
  }

  /** @param {(text: string) => void} take */
  hand(take) {
    const text = this.text.trim();
    if (!text) {
      this.say('Write something first.');
      this.area.focus();
      return;
    }
    this.area.value = '';
    this.changed();
    this.say('');
    take(text);
  }
}
