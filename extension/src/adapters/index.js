// The adapters there are, the specific ones first; the generic one takes every page that is left.

import * as chatwoot from './chatwoot.js';
import * as djangoHelpdesk from './django-helpdesk.js';
import * as freescout from './freescout.js';
import * as generic from './generic.js';
import * as helpscout from './helpscout.js';
import * as osticket from './osticket.js';
import * as rt from './rt.js';
import * as zammad from './zammad.js';
import * as zendesk from './zendesk.js';

/** @typedef {import('../types.js').Adapter} Adapter */

/** @type {Adapter[]} */
export const ADAPTERS = [zendesk, helpscout, chatwoot, djangoHelpdesk, rt, osticket, freescout, zammad, generic];

/**
 * @param {Document} doc
 * @param {URL} url
 * @returns {Adapter}
 */
export const adapterFor = (doc, url) => ADAPTERS.find((adapter) => adapter.detect(doc, url)) ?? generic;
