// The small tab that is left when the panel is collapsed: how many suggestions wait, and whether something is amiss.

import { el } from './dom.js';
import { icon } from './icons.js';
import { button } from './press.js';

/** @typedef {import('../types.js').State} State */

/** @param {import('./kit.js').Kit} kit @param {() => void} expand @returns {import('./kit.js').Part} */
export function tabPart(kit, expand) {
  const element = button({ class: 'tab grip', 'data-key': 'tab', 'aria-expanded': 'false' }, expand);
  let shown = '';
  const update = (/** @type {State} */ state) => {
    const count = waiting(state);
    const mark = warningMark(state);
    if (shown === `${count} ${mark}`) return;
    shown = `${count} ${mark}`;
    element.setAttribute('aria-label', tabName(kit, count, mark !== ''));
    element.title = tabName(kit, count, mark !== '');
    element.replaceChildren(icon('spark'), ...(count ? [el('span', { class: 'count' }, String(count))] : []), ...(mark ? [icon(mark)] : []));
  };
  return { element, update };
}

/** @param {State} state */
const waiting = ({ phase, answer, withdrawn, dismissed }) =>
  (phase === 'answered' || phase === 'generic') && answer && !withdrawn ? answer.suggestions.filter(({ id }) => !dismissed.includes(id)).length : 0;

/** The drawing of the gravest thing to know, or ''. @param {State} state */
function warningMark({ phase, answer, withdrawn }) {
  if (phase === 'problem') return 'critical';
  if (withdrawn) return 'refresh';
  const severities = phase === 'answered' ? (answer?.sentiment.warnings ?? []).map(({ severity }) => severity) : [];
  return severities.includes('critical') ? 'critical' : severities.includes('warning') ? 'warning' : '';
}

/** @param {import('./kit.js').Kit} kit @param {number} count @param {boolean} warned */
function tabName({ words }, count, warned) {
  const found = count === 1 ? words('panel_count_one') : words('panel_count_many', count);
  return [words('panel_expand'), found, warned ? words('panel_tab_warning') : ''].filter(Boolean).join('. ');
}
