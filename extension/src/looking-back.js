// What is known of the ticket's customer is asked for beside the suggestions; nobody waits for it, and nobody misses it.

import { ask } from './worker-link.js';

/** @param {import('./assist.js').Assist} assist */
export async function lookBack(assist) {
  const { open, shown } = assist;
  const { customer } = open?.ticket ?? {};
  if (!open?.ticket || !(customer?.id || customer?.email)) return;
  const history = await ask({ type: 'history', ticket: open.ticket }).catch(() => null);
  if (!history || assist.open !== open) return;
  shown.set({ history });
  assist.keep({ history });
}
