// The drawings, made node by node: no sprite to load, nothing to parse.

import { svg } from './dom.js';

/** Strokes in a square of 20, unless the row says otherwise. @type {Record<string, string>} */
const LINES = {
  back: 'M12 4.5 6.5 10l5.5 5.5',
  chevron: 'm7.5 5 5 5-5 5',
  close: 'm5 5 10 10M15 5 5 15',
  search: 'M14 9A5 5 0 1 1 4 9a5 5 0 0 1 10 0M12.8 12.8l3.7 3.7',
  insert: 'M10 3v9m-3.5-3.5L10 12l3.5-3.5M4 16.5h12',
  copy: 'M8.8 7h6a1.8 1.8 0 0 1 1.8 1.8v6a1.8 1.8 0 0 1-1.8 1.8h-6A1.8 1.8 0 0 1 7 14.8v-6A1.8 1.8 0 0 1 8.8 7M4.8 13a1.8 1.8 0 0 1-1.3-1.7v-6a1.8 1.8 0 0 1 1.8-1.8h6A1.8 1.8 0 0 1 13 4.8',
  up: 'M6.5 9v7.5H4.2A1.2 1.2 0 0 1 3 15.3v-5.1A1.2 1.2 0 0 1 4.2 9Zm0 0 3-6.2c1 0 2 .7 2 1.9v3.1h3.9a1.6 1.6 0 0 1 1.6 1.9l-1.1 5.4a1.7 1.7 0 0 1-1.7 1.4H6.5',
  down: 'M13.5 11V3.5h2.3A1.2 1.2 0 0 1 17 4.7v5.1a1.2 1.2 0 0 1-1.2 1.2Zm0 0-3 6.2c-1 0-2-.7-2-1.9v-3.1H4.6A1.6 1.6 0 0 1 3 10.3l1.1-5.4a1.7 1.7 0 0 1 1.7-1.4h7.7',
  check: 'm4 10.5 4 4 8-9',
  warning: 'M10 3.2 17.5 16.3h-15ZM10 8v4M10 14.2h.01',
  critical: 'M6.9 2.5h6.2l4.4 4.4v6.2l-4.4 4.4H6.9l-4.4-4.4V6.9ZM10 6v4.8M10 13.6h.01',
  notice: 'M17.3 10a7.3 7.3 0 1 1-14.6 0 7.3 7.3 0 0 1 14.6 0M10 9.2v4.6M10 6.3h.01',
  ticket: 'M3 6.2A1.2 1.2 0 0 1 4.2 5h11.6A1.2 1.2 0 0 1 17 6.2v2.1a1.7 1.7 0 0 0 0 3.4v2.1a1.2 1.2 0 0 1-1.2 1.2H4.2A1.2 1.2 0 0 1 3 13.8v-2.1a1.7 1.7 0 0 0 0-3.4ZM12 5.5v1.3M12 9.3v1.4M12 13.2v1.3',
  article: 'M5.4 3.2h6.1L15.5 7v9a.9.9 0 0 1-.9.9H5.4a.9.9 0 0 1-.9-.9V4.1a.9.9 0 0 1 .9-.9M11.3 3.4v3.8h4M7.5 10.2h5M7.5 13.2h5',
  macro: 'M11 2.5 4.5 11.3h4.8l-.8 6.2 7-9.2h-5Z',
  link: 'M8.5 5H5.2A1.2 1.2 0 0 0 4 6.2v8.6A1.2 1.2 0 0 0 5.2 16h8.6a1.2 1.2 0 0 0 1.2-1.2v-3.3M11.5 4H16v4.5M15.7 4.3l-6.2 6.2',
  refresh: 'M15.8 8a6.3 6.3 0 1 0 .5 3.5M16.3 4v4.2h-4.2',
  quiet: 'M17.3 10a7.3 7.3 0 1 1-14.6 0 7.3 7.3 0 0 1 14.6 0M6.8 10h.01M10 10h.01M13.2 10h.01',
  unplugged: 'M7 3v4M13 3v4M5 7h10v2.5a5 5 0 0 1-10 0ZM10 14.5v3M3 3l14 14',
  key: 'M10.3 13.2a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0M9.3 10.7l7-7M13.3 6.7l2.5 2.5',
  lock: 'M6.3 9h7.4a1.8 1.8 0 0 1 1.8 1.8v4.4a1.8 1.8 0 0 1-1.8 1.8H6.3a1.8 1.8 0 0 1-1.8-1.8v-4.4A1.8 1.8 0 0 1 6.3 9M7 9V6.5a3 3 0 0 1 6 0V9',
  person: 'M13.2 7a3.2 3.2 0 1 1-6.4 0 3.2 3.2 0 0 1 6.4 0M3.8 16.5a6.2 6.2 0 0 1 12.4 0',
  pen: 'm4 16 .8-3.4 8.4-8.4a1.8 1.8 0 0 1 2.6 2.6l-8.4 8.4ZM11.8 5.6l2.6 2.6',
  chat: 'M3 5.7A1.7 1.7 0 0 1 4.7 4h10.6A1.7 1.7 0 0 1 17 5.7v6.6a1.7 1.7 0 0 1-1.7 1.7H9.5L6 17v-3H4.7A1.7 1.7 0 0 1 3 12.3Z',
  undo: 'M7.5 4 4 7.5 7.5 11M4 7.5h7.5a4.5 4.5 0 0 1 0 9H8',
  next: 'M3 10h11m-4-4 4 4-4 4M17 4.5v11',
  settings: 'M3 6h7M14 6h3M3 14h3M10 14h7M14 6a2 2 0 1 1-4 0 2 2 0 0 1 4 0M10 14a2 2 0 1 1-4 0 2 2 0 0 1 4 0',
  move: 'M10 2.5v15M2.5 10h15M7.8 4.7 10 2.5l2.2 2.2M7.8 15.3l2.2 2.2 2.2-2.2M4.7 7.8 2.5 10l2.2 2.2M15.3 7.8l2.2 2.2-2.2 2.2',
  'collapse-right': 'm6 5 5 5-5 5M15 4v12',
  'collapse-left': 'm14 5-5 5 5 5M5 4v12',
  select: 'M7.5 4H10m0 0h2.5M10 4v12m-2.5 0h5M3 7.5v5M17 7.5v5',
};

const SPARK = 'M10 2.8 11.9 8.1 17.2 10l-5.3 1.9L10 17.2 8.1 11.9 2.8 10l5.3-1.9Z';
/** @type {Record<string, string>} */
const MOODS = {
  negative: 'm6.3 8.6 3.7 3.7 3.7-3.7',
  neutral: 'M6.3 10h7.4',
  positive: 'm6.3 11.6 3.7-3.7 3.7 3.7',
};

/**
 * A drawing; say `label` only where no text beside it says the same.
 * @param {string} name
 * @param {string} [label]
 */
export function icon(name, label = '') {
  const said = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' };
  return svg('svg', { class: `icon icon-${name}`, viewBox: '0 0 20 20', focusable: 'false', ...said }, ...strokes(name));
}

/** @param {string} name */
function strokes(name) {
  if (name === 'spark') return [svg('path', { class: 'filled', d: SPARK })];
  const mood = MOODS[name.replace('mood-', '')];
  if (mood) return [svg('circle', { class: 'filled', cx: 10, cy: 10, r: 8.6 }), svg('path', { class: 'on-mood', d: mood })];
  return [svg('path', { d: LINES[name] })];
}
