// The customer's mood: its course over their messages, its name, and the warnings with the words that caused them.

import { cut, el, foreign, svg } from './dom.js';
import { icon } from './icons.js';
import { span } from './kit.js';

/** @typedef {import('./kit.js').Kit} Kit */
/** @typedef {import('../types.js').Sentiment} Sentiment */

const WIDTH = 132;
const HEIGHT = 44;
const EDGE = 7;
const MOST_POINTS = 24; // the newest messages; more would be a scribble
const MOST_WARNINGS = 8; // one of each code
const MOST_QUOTES = 3;
const LONG_QUOTE = 64; // characters
const TURN = 0.25; // a change of score that is worth a word

/** @param {Kit} kit @param {Sentiment} sentiment */
export function moodStrip(kit, { label, trend, warnings }) {
  const newest = trend.slice(-MOST_POINTS);
  return el(
    'section',
    { class: 'mood', 'aria-label': kit.words('panel_mood') },
    el('div', { class: 'mood-line' },
      el('p', { class: `mood-word ${label}` }, icon(`mood-${label}`), el('b', {}, moodWord(kit, label)), el('span', { class: 'soft' }, courseWord(kit, trend))),
      newest.length > 0 && curve(kit, newest)),
    warnings.length > 0 && el('ul', { class: 'warnings' }, ...warnings.slice(0, MOST_WARNINGS).map((warning) => warningRow(kit, warning))),
  );
}

/** @param {Kit} kit @param {import('../types.js').Mood} label */
export function moodWord({ words }, label) {
  if (label === 'negative') return words('panel_mood_negative');
  return label === 'positive' ? words('panel_mood_positive') : words('panel_mood_neutral');
}

/** @param {Kit} kit @param {Sentiment['trend']} trend oldest first */
function courseWord({ words }, trend) {
  if (trend.length < 2) return words('panel_course_first');
  const change = trend[trend.length - 1].score - trend[0].score;
  if (change > TURN) return words('panel_course_better', trend.length);
  return change < -TURN ? words('panel_course_worse', trend.length) : words('panel_course_steady', trend.length);
}

/** @param {Kit} kit @param {Sentiment['trend']} trend */
function curve(kit, trend) {
  const step = (WIDTH - 2 * EDGE) / Math.max(trend.length - 1, 1);
  const points = trend.map(({ score, label }, i) => ({
    x: trend.length === 1 ? WIDTH / 2 : EDGE + i * step,
    y: HEIGHT / 2 - Math.min(1, Math.max(-1, score)) * (HEIGHT / 2 - EDGE),
    label,
  }));
  const said = kit.words('panel_curve', trend.map(({ label }) => moodWord(kit, label)).join(', '));
  return svg(
    'svg',
    { class: 'curve', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': said },
    svg('path', { class: 'zero', d: `M${EDGE} ${HEIGHT / 2}H${WIDTH - EDGE}` }),
    svg('path', { class: 'course', d: smooth(points) }),
    ...points.map(({ x, y, label }, i) => svg('circle', { class: `dot ${label}`, cx: x, cy: y, r: i === points.length - 1 ? 5 : 3.2 })),
  );
}

/** @typedef {{x: number, y: number}} Point */

/** A curve that leaves each point level, so that it never shoots beyond one; for one point its way from neutral. @param {Point[]} points */
function smooth(points) {
  if (points.length === 1) return `M${points[0].x} ${HEIGHT / 2}V${points[0].y}`;
  return points.map((point, i) => (i ? bend(points[i - 1], point) : `M${point.x} ${point.y}`)).join('');
}

/** @param {Point} from @param {Point} to */
const bend = (from, to) => `C${(from.x + to.x) / 2} ${from.y} ${(from.x + to.x) / 2} ${to.y} ${to.x} ${to.y}`;

/** @param {Kit} kit @param {import('../types.js').Warning} warning */
function warningRow(kit, { code, severity, message, evidence }) {
  const causes = evidence.slice(0, MOST_QUOTES).flatMap((words, i) => [i ? ', ' : ' ', cause(kit, words)]);
  return el('li', { class: `alert alert-${severity}` }, icon(severity, severityWord(kit, severity)), el('p', {}, foreign(warningText(kit, code) || message), ...causes));
}

/** @param {Kit} kit @param {string} severity */
function severityWord({ words }, severity) {
  if (severity === 'critical') return words('panel_severity_critical');
  return severity === 'warning' ? words('panel_severity_warning') : words('panel_severity_notice');
}

/** What a warning says, in the agent's language; '' for a code that is new. @param {Kit} kit @param {string} code */
export function warningText({ words }, code) {
  switch (code) {
    case 'anger': return words('panel_warning_anger');
    case 'leaving': return words('panel_warning_leaving');
    case 'legal': return words('panel_warning_legal');
    case 'public_complaint': return words('panel_warning_public');
    case 'repeated_contact': return words('panel_warning_repeated');
    case 'long_wait': return words('panel_warning_wait');
    case 'turning_mood': return words('panel_warning_turn');
    case 'friendly': return words('panel_warning_friendly');
    default: return '';
  }
}

/** Causes that are counted by the server, in its words; all others are the customer's own words. */
const WAITED = /^no answer for (\d+) (minute|hour|day)s?$/;
const IN_A_ROW = /^(\d+) messages in a row without an answer$/;

/** @param {Kit} kit @param {string} text */
function cause(kit, text) {
  const waited = WAITED.exec(text);
  const counted = IN_A_ROW.exec(text);
  if (counted) return el('b', { class: 'cause' }, kit.words('panel_cause_row', counted[1]));
  if (!waited) return el('b', { class: 'cause' }, '“', foreign(cut(text, LONG_QUOTE)), '”');
  return el('b', { class: 'cause' }, kit.words('panel_cause_wait', span(kit, Number(waited[1]), waited[2])));
}
