// The customer's mood: its course over their messages, its name, and the warnings with the words that caused them.

import { el, icon, svg } from './dom.js';
import { marksOf, pointAt } from './conversation.js';
import { counted } from './words.js';

/** @typedef {import('./types.js').Sentiment} Sentiment */
/** @typedef {import('./types.js').Warning} Warning */

const WIDTH = 160;
const HEIGHT = 52;
const EDGE = 7;
const MOST_QUOTES = 4;
const LONG_QUOTE = 64; // characters; a longer quotation is cut at a word
const TURN = 0.25; // a change of score that is worth a word
const SEVEREST_FIRST = ['critical', 'warning', 'notice'];
const WORD = { negative: 'Negative', neutral: 'Neutral', positive: 'Positive' };

/** @param {Sentiment} sentiment */
export function moodStrip(sentiment) {
  const course = courseWord(sentiment.trend.map(({ score }) => score));
  return el(
    'section',
    { class: 'mood', 'aria-labelledby': 'mood-title' },
    el('h3', { id: 'mood-title', class: 'vh' }, 'Mood'),
    el(
      'div',
      { class: 'mood-line' },
      el('p', { class: `mood-word ${sentiment.label}` }, icon(`mood-${sentiment.label}`), el('b', {}, WORD[sentiment.label]),
        el('span', { class: 'soft' }, course)),
      curve(sentiment),
    ),
    sentiment.warnings.length ? el('ul', { class: 'warnings' }, ...sentiment.warnings.map(warningRow)) : null,
  );
}

/** @param {number[]} scores one per customer message, oldest first */
function courseWord(scores) {
  if (scores.length < 2) return 'one message so far';
  const change = scores[scores.length - 1] - scores[0];
  const over = `over ${counted(scores.length, 'message')}`;
  if (change > TURN) return `improving ${over}`;
  return change < -TURN ? `worsening ${over}` : `steady ${over}`;
}

/** @param {Sentiment} sentiment */
function curve({ trend }) {
  const step = (WIDTH - 2 * EDGE) / Math.max(trend.length - 1, 1);
  const points = trend.map(({ score, label }, i) => ({
    x: trend.length === 1 ? WIDTH / 2 : EDGE + i * step,
    y: HEIGHT / 2 - score * (HEIGHT / 2 - EDGE),
    label,
  }));
  const spoken = `Mood of each customer message, oldest first: ${trend.map(({ label }) => label).join(', ') || 'none'}`;
  return svg(
    'svg',
    { class: 'curve', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': spoken },
    svg('path', { class: 'zero', d: `M${EDGE} ${HEIGHT / 2}H${WIDTH - EDGE}` }),
    svg('path', { class: 'course', d: smooth(points) }),
    ...points.map(({ x, y, label }, i) => svg('circle', { class: `dot ${label}`, cx: x, cy: y, r: i === points.length - 1 ? 5 : 3.5 })),
  );
}

/** A curve that leaves each point level, so that it never shoots beyond one; for one point its way from neutral. @param {{x: number, y: number}[]} points */
function smooth(points) {
  if (points.length === 1) return `M${points[0].x} ${HEIGHT / 2}V${points[0].y}`;
  return points
    .map(({ x, y }, i) => {
      if (i === 0) return `M${x} ${y}`;
      const middle = (points[i - 1].x + x) / 2;
      return `C${middle} ${points[i - 1].y} ${middle} ${y} ${x} ${y}`;
    })
    .join('');
}

/** @param {Warning} warning */
function warningRow(warning) {
  const quotes = warning.evidence.slice(0, MOST_QUOTES).flatMap((words, i) => [i ? ', ' : ' ', quote(words, warning.severity)]);
  return el(
    'li',
    { class: `alert alert-${warning.severity}` },
    icon(warning.severity, `${warning.severity}:`),
    el('p', {}, warning.message, ...quotes),
  );
}

/** A quotation short enough to be taken in at a glance. @param {string} words */
const short = (words) => (words.length > LONG_QUOTE ? words.slice(0, LONG_QUOTE).replace(/\s+\S*$/, '') : words);

/** The customer's own words, to be found in the conversation, or a cause that is no quotation. @param {string} whole @param {string} severity */
function quote(whole, severity) {
  const words = short(whole);
  if (!marksOf(words).length) return el('span', { class: `cause mark-${severity}` }, words);
  const show = () => {
    document.dispatchEvent(new CustomEvent('assist:view', { detail: 'conversation' }));
    pointAt(words);
  };
  return el('button', { type: 'button', class: `quote mark-${severity}`, dir: 'auto', title: 'Show in the conversation', onclick: show }, words === whole ? words : `${words} …`);
}

/** The phrases to mark in the conversation, those of the severest warnings first. @param {Sentiment} sentiment */
export const causes = ({ warnings }) =>
  SEVEREST_FIRST.flatMap((kind) =>
    warnings.filter(({ severity }) => severity === kind).flatMap(({ evidence }) => evidence.map((words) => ({ word: short(words), kind }))),
  );
