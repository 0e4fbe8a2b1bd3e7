// What the agent types for a helpdesk, and the address it means.

import { ADAPTERS } from '../adapters/index.js';
import { serverAddress } from '../settings.js';

/** @typedef {import('../types.js').Adapter} Adapter */

/** @param {string} name @returns {Adapter} */
export const adapterNamed = (name) => ADAPTERS.find((adapter) => adapter.name === name) ?? ADAPTERS[ADAPTERS.length - 1];

/** A match pattern without its path. @param {string[]} sites */
const base = (sites) => (sites[0] ?? '').replace(/\/\*$/, '');

/** The address everybody uses where a helpdesk has one for all, else ''. @param {Adapter} adapter */
export const commonAddress = ({ sites }) => (sites.length && !sites[0].includes('*.') ? base(sites) : '');

/** How an address looks there: 'https://COMPANY.zendesk.com'. @param {Adapter} adapter @param {string} company the word for it */
export const exampleAddress = ({ sites }, company) => (base(sites) || 'https://helpdesk.example.com').replace('*', company);

/**
 * The origin of a typed address, '' where it is none. A company's name alone is enough where each has a site of its own.
 * @param {Adapter} adapter
 * @param {string} typed
 */
export function originOf({ sites }, typed) {
  const text = typed.trim();
  const named = sites[0]?.includes('*.') && /^[\w-]+$/.test(text);
  const address = serverAddress(named ? base(sites).replace('*', text) : text);
  return address && new URL(address).origin;
}
