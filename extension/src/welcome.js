// The first page an agent sees: from nothing to the first suggestion.

import { demoKey, fetchJSON } from './api.js';
import { connection } from './pages/connection.js';
import { helpdesks } from './pages/helpdesks.js';
import { byId, openPage } from './pages/page.js';
import { findServer } from './pages/finding.js';
import { trial } from './pages/trial.js';

const NAMED = 'assist keys create --role agent --name ';
const SAID = 1_800; // ms

const page = await openPage();
const { words, settings, signal } = page;

/** @param {string} step @param {boolean} done */
function tick(step, done) {
  const place = byId(`step-${step}`);
  place.classList.toggle('done', done);
  place.querySelector('.number').textContent = done ? '✓' : place.dataset.number;
}

/** @param {HTMLElement} button @param {() => string} text */
function copies(button, text) {
  const said = button.lastChild;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text());
    if (!said) return;
    said.textContent = words('welcome_copied');
    setTimeout(() => (said.textContent = words('welcome_copy')), SAID);
  }, { signal });
}

/** The demo hands its own page a key; it may be used here too, when the agent says so. */
async function offerDemo() {
  const { server } = settings;
  const key = settings.key ? '' : await demoKey(server, signal);
  if (server !== settings.server) return; // another one was named meanwhile
  byId('demo-offer').hidden = !key;
  byId('key-how').open = !key && !settings.key;
  byId('use-demo').onclick = () => {
    byId('key').value = key;
    byId('demo-offer').hidden = true;
    void test();
  };
}

for (const step of document.querySelectorAll('.step')) /** @type {HTMLElement} */ (step).dataset.number = step.querySelector('.number')?.textContent ?? '';
const form = { server: byId('server'), key: byId('key'), test: byId('test'), result: byId('result'), wrong: byId('server-wrong') };
const test = connection(form, page, (works) => {
  tick('key', works);
  if (works) byId('message').focus();
});
form.key.addEventListener('paste', () => setTimeout(() => void test()), { signal });
byId('key-command').textContent = NAMED + words('welcome_you');
copies(byId('copy-key-command'), () => byId('key-command').textContent);
for (const button of document.querySelectorAll('[data-copy]')) copies(/** @type {HTMLElement} */ (button), () => /** @type {HTMLElement} */ (button).dataset.copy ?? '');
const fields = { kind: byId('helpdesk-kind'), address: byId('helpdesk-address'), hint: byId('helpdesk-hint'), wrong: byId('helpdesk-wrong') };
helpdesks({ list: byId('helpdesk-list'), form: byId('helpdesk-form'), ...fields }, page, () => tick('helpdesk', settings.helpdesks.length > 0));
trial({ form: byId('try-form'), message: byId('message'), example: byId('example'), button: byId('try'), result: byId('tried') }, page);
document.body.hidden = false;

const alive = () => fetchJSON('/healthz', { settings, open: true, signal, patience: 2_000 });
await findServer({ state: byId('server-state'), more: byId('server-more'), address: form.server }, page, alive, (found) => {
  tick('server', found);
  byId('demo-offer').hidden = true; // the key of another server's demo
  if (found) void offerDemo().then(() => (settings.key ? void test() : undefined));
});
