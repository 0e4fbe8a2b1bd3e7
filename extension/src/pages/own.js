// The agent's own figures, asked for with their own key. A quiet table: nothing is compared with anybody.

import { el } from '../panel/dom.js';
import { AskFailed, ask } from '../worker-link.js';

/** @typedef {import('./page.js').Page} Page */
/** @typedef {import('../types.js').OwnSpan} OwnSpan */

/** @param {{table: HTMLElement, empty: HTMLElement, again: HTMLElement}} where @param {Page} page */
export function own(where, page) {
  const refresh = () => void show(where, page);
  where.again.addEventListener('click', refresh, { signal: page.signal });
  refresh();
}

/** @param {Parameters<typeof own>[0]} where @param {Page} page */
async function show({ table, empty }, page) {
  const { settings, words } = page;
  const told = settings.server && settings.key ? await ask({ type: 'own-figures' }).catch((error) => error) : null;
  /** @type {OwnSpan[]} */
  const spans = told && !(told instanceof Error) ? told.spans : [];
  const any = spans.some(({ shown, replies }) => shown || replies);
  table.hidden = !any;
  empty.hidden = any;
  empty.textContent = told instanceof AskFailed ? told.problem.title : words('options_own_empty');
  if (any) table.replaceChildren(...rows(spans, page));
}

/** @param {OwnSpan[]} spans @param {Page} page */
function rows(spans, { words, tag }) {
  const number = new Intl.NumberFormat(tag);
  const share = new Intl.NumberFormat(tag, { style: 'percent' });
  const minutes = new Intl.NumberFormat(tag, { style: 'unit', unit: 'minute', maximumFractionDigits: 1 });
  /** @type {[string, (span: OwnSpan) => string][]} */
  const facts = [
    ['shown', ({ shown }) => number.format(shown)],
    ['inserted', ({ inserted }) => number.format(inserted)],
    ['kept', ({ kept }) => (kept === null ? '–' : share.format(kept))],
    ['dismissed', ({ dismissed }) => number.format(dismissed)],
    ['thumbs', ({ up, down }) => `${number.format(up)} / ${number.format(down)}`],
    ['replies', ({ replies }) => number.format(replies)],
    ['seconds', ({ seconds }) => (seconds === null ? '–' : minutes.format(seconds / 60))],
  ];
  const head = el('tr', {}, el('td', {}), ...spans.map(({ days }) => el('th', { scope: 'col' }, words('options_own_days', days))));
  const body = facts.map(([name, of]) => el('tr', {}, el('th', { scope: 'row' }, words(`options_own_${name}`)), ...spans.map((span) => el('td', {}, of(span)))));
  return [el('thead', {}, head), el('tbody', {}, ...body)];
}
