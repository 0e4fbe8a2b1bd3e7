// Trying out a server and a key before they are used, step by step, so that the first thing wrong is named.

import { ApiError, fetchJSON } from '../api.js';

const PATIENCE = 5_000; // ms; somebody looks at the button meanwhile

/**
 * Rejects with the ApiError of the first step that fails: is somebody there, is it an Agent Assist server, does it take
 * the key, can it answer?
 * @param {{server: string, key: string}} settings
 * @returns {Promise<{tickets: number, articles: number, macros: number}>} how much the server knows
 */
export async function tryOut({ server, key }) {
  const settings = { server, key };
  const health = await fetchJSON('/healthz', { settings, open: true, patience: PATIENCE });
  if (health?.status !== 'ok') throw new ApiError('not_assist');
  const { tickets, articles, macros } = await fetchJSON('/v1/stats', { settings, patience: PATIENCE });
  if (typeof tickets !== 'number') throw new ApiError('not_assist');
  await fetchJSON('/readyz', { settings, open: true, patience: PATIENCE });
  return { tickets, articles, macros };
}
