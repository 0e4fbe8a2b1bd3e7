// In which helpdesks the panel appears: added with the browser's leave, removed again, a removal taken back.

import { ADAPTERS } from '../adapters/index.js';
import { el } from '../panel/dom.js';
import { icon } from '../panel/icons.js';
import { allow, giveUp, isAllowed } from './permission.js';
import { adapterNamed, commonAddress, exampleAddress, originOf } from './sites.js';

/** @typedef {import('./page.js').Page} Page */
/** @typedef {import('../settings.js').Helpdesk} Helpdesk */
/** @typedef {{list: HTMLElement, form: HTMLFormElement, kind: HTMLSelectElement, address: HTMLInputElement, hint: HTMLElement, wrong: HTMLElement}} Form */

/** @param {Form} form @param {Page} page @param {() => void} [changed] */
export function helpdesks(form, page, changed = () => {}) {
  const on = { signal: page.signal };
  form.kind.append(...ADAPTERS.map(({ name, label }) => el('option', { value: name }, name === 'generic' ? page.words('options_helpdesk_other') : label)));
  const choose = () => chosen(form, page);
  const refresh = () => void show(form.list, page).then(changed);
  form.kind.addEventListener('change', choose, on);
  form.form.addEventListener('submit', (event) => {
    event.preventDefault();
    void add(form, page).then(refresh);
  }, on);
  chrome.permissions.onAdded.addListener(refresh);
  chrome.permissions.onRemoved.addListener(refresh);
  choose();
  refresh();
}

/** @param {Form} form @param {Page} page */
function chosen({ kind, address, hint, wrong }, { words }) {
  const adapter = adapterNamed(kind.value);
  const example = exampleAddress(adapter, words('options_company'));
  address.value = commonAddress(adapter);
  address.placeholder = example;
  hint.textContent = adapter.sites[0]?.includes('*.') ? words('options_helpdesk_hosted', example) : words('options_helpdesk_own');
  wrong.textContent = '';
  address.removeAttribute('aria-invalid');
}

/** @param {Form} form @param {Page} page */
async function add({ kind, address, wrong }, page) {
  const origin = originOf(adapterNamed(kind.value), address.value);
  address.setAttribute('aria-invalid', String(!origin));
  wrong.textContent = origin ? '' : page.words('options_helpdesk_wrong');
  if (!origin) return address.focus();
  const allowed = await allow(origin);
  if (!allowed) return void (wrong.textContent = page.words('options_helpdesk_refused', origin));
  await page.save({ helpdesks: [...without(page, origin), { origin, adapter: kind.value }] });
  address.value = '';
  return page.say(page.words('options_helpdesk_added', origin));
}

/** @param {Page} page @param {string} origin */
const without = ({ settings }, origin) => settings.helpdesks.filter((one) => one.origin !== origin);

/** @param {HTMLElement} list @param {Page} page */
async function show(list, page) {
  const known = page.settings.helpdesks;
  const allowed = await Promise.all(known.map(({ origin }) => isAllowed(origin)));
  const rows = known.map((helpdesk, i) => row(helpdesk, allowed[i], list, page));
  list.replaceChildren(...(rows.length ? rows : [el('li', { class: 'none' }, page.words('options_helpdesk_none'))]));
}

/** @param {Helpdesk} helpdesk @param {boolean} allowed @param {HTMLElement} list @param {Page} page */
function row(helpdesk, allowed, list, page) {
  const { words } = page;
  const label = helpdesk.adapter === 'generic' ? words('options_helpdesk_other') : adapterNamed(helpdesk.adapter).label;
  const state = el('span', { class: allowed ? 'state good' : 'state bad' }, icon(allowed ? 'check' : 'warning'), words(allowed ? 'options_allowed' : 'options_not_allowed'));
  const ask = allowed ? null : button(page, words('options_allow'), helpdesk.origin, () => allow(helpdesk.origin).then(() => show(list, page)));
  const remove = button(page, words('options_remove'), helpdesk.origin, () => take(helpdesk, list, page));
  return el('li', {}, el('div', { class: 'site' }, el('b', {}, label), el('span', { class: 'origin' }, helpdesk.origin)), state, ask, remove);
}

/** @param {Helpdesk} helpdesk @param {HTMLElement} list @param {Page} page */
async function take(helpdesk, list, page) {
  await page.save({ helpdesks: without(page, helpdesk.origin) });
  await giveUp(helpdesk.origin, page.settings);
  await show(list, page);
  list.querySelector('.none')?.remove();
  const undo = button(page, page.words('options_undo'), helpdesk.origin, async () => {
    if (await allow(helpdesk.origin)) await page.save({ helpdesks: [...without(page, helpdesk.origin), helpdesk] });
    await show(list, page);
  });
  list.append(el('li', { class: 'gone' }, el('span', {}, page.words('options_helpdesk_removed', helpdesk.origin)), undo));
  undo.focus();
}

/** @param {Page} page @param {string} text @param {string} about @param {() => unknown} act */
function button({ signal }, text, about, act) {
  const made = el('button', { type: 'button', class: 'button', 'aria-label': `${text}: ${about}` }, text);
  made.addEventListener('click', () => void act(), { signal });
  return made;
}
