// The top of the panel: its name, what is being written, and how the panel itself is moved, folded and set up.

import { el, mark, write } from './dom.js';
import { icon } from './icons.js';
import { button } from './press.js';

/** @typedef {import('./kit.js').Kit} Kit */
/** @typedef {import('../types.js').State} State */

/**
 * @param {Kit} kit
 * @param {() => void} collapse
 * @returns {import('./kit.js').Part}
 */
export function headPart(kit, collapse) {
  const mode = modePill(kit);
  const fold = kit.docked ? foldButton(kit, collapse) : null;
  const title = el('h2', {}, icon('spark'), kit.words('panel_title'));
  const tools = el('div', { class: 'tools' }, kit.docked && moveButton(kit), optionsButton(kit), fold?.element);
  const element = el('header', { class: kit.docked ? 'head grip' : 'head' }, title, mode.element, el('span', { class: 'gap' }), tools);
  const update = (/** @type {State} */ state, /** @type {State | null} */ before) => {
    mode.update(state, before);
    fold?.update(state, before);
  };
  return { element, update };
}

/** @param {Kit} kit @returns {import('./kit.js').Part} */
function modePill({ words }) {
  const label = el('span', {});
  const element = el('span', { class: 'pill mode' });
  const update = (/** @type {State} */ { mode, phase }) => {
    element.hidden = mode === 'none' && phase !== 'answered';
    if (element.dataset.mode === mode) return;
    element.dataset.mode = mode;
    write(label, mode === 'reply' ? words('panel_mode_reply') : mode === 'internal' ? words('panel_mode_internal') : words('panel_mode_none'));
    element.replaceChildren(...(mode === 'none' ? [] : [icon(mode === 'internal' ? 'lock' : 'pen')]), label);
  };
  return { element, update };
}

/** Arrow keys move it (keys.js); dragging starts anywhere in the head (drag.js). @param {Kit} kit */
const moveButton = ({ words }) =>
  button({ class: 'button ghost square move', 'data-key': 'move', 'data-move': true, title: words('panel_move_keys') }, () => {}, icon('move', words('panel_move')));

/** @param {Kit} kit */
const optionsButton = ({ words, act }) =>
  button({ class: 'button ghost square', 'data-key': 'options', title: words('panel_settings') }, () => act({ type: 'options' }), icon('settings', words('panel_settings')));

/** @param {Kit} kit @param {() => void} collapse @returns {import('./kit.js').Part} */
function foldButton({ words }, collapse) {
  const element = button({ class: 'button ghost square', 'data-key': 'collapse', title: words('panel_collapse') }, collapse);
  let side = '';
  const update = (/** @type {State} */ { place }) => {
    if (side === place.side) return;
    side = place.side;
    element.replaceChildren(icon(`collapse-${side}`, words('panel_collapse')));
    mark(element, 'aria-expanded', 'true');
  };
  return { element, update };
}
