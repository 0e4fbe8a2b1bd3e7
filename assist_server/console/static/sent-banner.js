// The line after a reply: that nothing left the page, and the way on.

import { byId, el, icon } from './dom.js';

/** @param {(() => void) | null} onward null where no ticket is left */
export function showBanner(onward) {
  const words = onward ? 'Added to the conversation. Nothing was sent to anyone.' : 'That was the last one. Every ticket has its answer.';
  const next = onward ? el('button', { type: 'button', class: 'button primary', onclick: onward }, 'Next ticket', icon('chevron')) : null;
  byId('sent-banner').replaceChildren(icon('check'), el('p', {}, words), ...(next ? [next] : []));
  byId('sent-banner').hidden = false;
  next?.focus();
}

export function closeBanner() {
  byId('sent-banner').hidden = true;
  byId('sent-banner').replaceChildren();
}
