// How times, names and figures are put into words.

/** @typedef {import('./types.js').Message} Message */
/** @typedef {import('./types.js').Ticket} Ticket */

const MINUTE = 60_000;
const TOPIC = 80; // characters of a message that stand for a missing subject
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

/** Below each bound the word before it: how sure the server is. Fair starts at the server's own threshold. */
const CONFIDENCE = [
  { from: 0.75, word: 'High' },
  { from: 0.55, word: 'Good' },
  { from: 0, word: 'Fair' },
];

/** @param {number} confidence 0 to 1 */
export const confidenceWord = (confidence) => CONFIDENCE.find(({ from }) => confidence >= from)?.word ?? 'Fair';

/** @param {number} milliseconds */
export function duration(milliseconds) {
  const minutes = Math.max(0, Math.round(milliseconds / MINUTE));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / (24 * 60))} d`;
}

/** @param {string | null | undefined} iso */
export function day(iso) {
  const time = new Date(iso ?? '');
  return Number.isNaN(time.getTime()) ? '' : DAY.format(time);
}

/** Day and clock time, the day left out where it is today. @param {string | undefined} iso */
export function moment(iso) {
  const time = new Date(iso ?? '');
  if (Number.isNaN(time.getTime())) return '';
  const date = DAY.format(time);
  return date === DAY.format(new Date()) ? `Today ${CLOCK.format(time)}` : `${date}, ${CLOCK.format(time)}`;
}

/**
 * Since when the customer waits: their first message after the last public answer; null where the desk spoke last.
 * @param {Ticket} ticket
 * @returns {Date | null}
 */
export function waitingSince(ticket) {
  const turns = ticket.messages.filter((message) => !message.internal && message.author !== 'system');
  const answered = turns.findLastIndex((message) => message.author === 'agent');
  const asked = turns[answered + 1];
  if (!asked) return null;
  const time = new Date(asked.sent_at ?? ticket.created_at ?? '');
  return Number.isNaN(time.getTime()) ? null : time;
}

/** @param {Message} message */
export const plainText = (message) => message.text ?? '';

/** @param {Ticket} ticket */
export const customerName = (ticket) => ticket.customer?.name || ticket.customer?.email || 'Customer';

/** What the ticket is about: its subject, else how its first message begins. @param {Ticket} ticket */
export const topic = (ticket) => ticket.subject || plainText(ticket.messages[0] ?? { author: 'customer' }).slice(0, TOPIC) || 'No subject';

/** At most two letters for a name, one for a name in Chinese characters. @param {string} name */
export function initials(name) {
  const words = name.trim().split(/[\s.@_-]+/).filter(Boolean);
  const first = [...(words[0] ?? '?')][0];
  const last = words.length > 1 ? [...words[words.length - 1]][0] : '';
  return (/^[\u0020-\u024f]$/.test(first) ? first + last : first).toUpperCase();
}

/** One of six tints, always the same for the same name. @param {string} name */
export const tint = (name) => [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997, 7) % 6;

/** @param {string | null | undefined} code a language tag such as `de` or `zh-TW` */
export function languageName(code) {
  try {
    return code ? (LANGUAGES.of(code.replace('_', '-')) ?? code) : 'not known';
  } catch {
    return code ?? 'not known'; // not a language tag
  }
}

/** @param {import('./types.js').Csat | undefined} csat */
export function csatWord(csat) {
  if (csat == null) return '';
  if (typeof csat === 'number') return `CSAT ${csat}/5`;
  return csat === 'good' ? 'CSAT good' : 'CSAT bad';
}

/** @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
