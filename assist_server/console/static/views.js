// Which of the three columns a narrow window shows. A wide one shows them all, and this changes nothing there.

import { byId } from './dom.js';

const wide = matchMedia('(min-width: 1100px)');

export const isWide = () => wide.matches;

/** @param {'list' | 'conversation' | 'assist'} view */
export function showView(view) {
  document.body.dataset.view = view;
  byId('views').hidden = view === 'list';
  byId('view-conversation').setAttribute('aria-pressed', String(view === 'conversation'));
  byId('view-assist').setAttribute('aria-pressed', String(view === 'assist'));
}

/** @param {() => void} onList called when the list has come back */
export function listenForViews(onList) {
  byId('view-conversation').addEventListener('click', () => showView('conversation'));
  byId('view-assist').addEventListener('click', () => showView('assist'));
  byId('back').addEventListener('click', (/** @type {MouseEvent} */ event) => {
    event.preventDefault();
    history.pushState(null, '', location.pathname);
    showView('list');
    onList();
  });
  byId('skip').addEventListener('click', (/** @type {MouseEvent} */ event) => {
    event.preventDefault();
    const reply = byId('reply');
    if (reply.checkVisibility()) reply.focus();
    else onList();
  });
  document.addEventListener('assist:view', (event) => showView(/** @type {CustomEvent} */ (event).detail));
}
