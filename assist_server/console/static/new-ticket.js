// Writing as the customer: a ticket of the visitor's own words, kept in this page.

import { byId, el } from './dom.js';

/** @typedef {import('./types.js').Ticket} Ticket */

let written = 0;

/** @param {() => string[]} brands @param {(ticket: Ticket) => void} take */
export function offerNewTicket(brands, take) {
  const form = byId('ticket-form');
  byId('new-ticket').addEventListener('click', () => {
    byId('ticket-brand').replaceChildren(el('option', { value: '' }, 'Any brand'), ...brands().map((brand) => el('option', { value: brand }, brand)));
    byId('ticket-dialog').showModal();
    form.elements.message.focus();
  });
  form.addEventListener('submit', (/** @type {SubmitEvent} */ event) => {
    const message = form.elements.message;
    message.setCustomValidity(message.value.trim() ? '' : 'Write a message first.');
    if (!message.reportValidity()) return event.preventDefault();
    take(ticketOf(new FormData(form)));
    form.reset();
  });
  form.elements.message.addEventListener('input', () => form.elements.message.setCustomValidity(''));
  for (const button of document.querySelectorAll('dialog [data-close]')) {
    button.addEventListener('click', () => button.closest('dialog')?.close());
  }
}

/** @param {FormData} form @returns {Ticket} */
function ticketOf(form) {
  const now = new Date().toISOString();
  const text = String(form.get('message')).trim();
  written += 1;
  return {
    id: `try-${written}`,
    subject: String(form.get('subject') ?? '').trim() || undefined,
    brand: String(form.get('brand') ?? '') || undefined,
    channel: 'web',
    created_at: now,
    customer: { name: 'You' },
    messages: [{ author: 'customer', text, sent_at: now }],
  };
}
