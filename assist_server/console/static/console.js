// What comes alive in the console: times as the reader's clock has them, what a reindex would cost, how far a job is,
// a key that is copied.

const POLL = 2_000; // milliseconds, where no events can be had

/** @param {string} id */
const at = (id) => document.getElementById(id);

function localTimes() {
  const written = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
  for (const time of document.querySelectorAll('time')) {
    time.title = time.textContent ?? '';
    time.textContent = written.format(new Date(time.dateTime));
  }
}

/** Load the page again, also where it came in answer to a form. @param {string} [note] */
const again = (note = '') => location.replace(`${document.body.dataset.here}${note}`);

/** @param {string} url @param {AbortSignal} [signal] */
async function asked(url, signal) {
  const answer = await fetch(url, { headers: { Accept: 'application/json' }, signal });
  if (answer.status === 401) again(); // the session is over: the sign-in says so
  return answer.ok ? answer.json() : null;
}

/** Show how far a job is; when it has ended, the whole page tells more. @param {any} told */
function show(told) {
  for (const place of document.querySelectorAll('[data-told]')) {
    place.textContent = told.fields[/** @type {HTMLElement} */ (place).dataset.told ?? ''] ?? '';
  }
  const bar = /** @type {HTMLProgressElement} */ (at('bar'));
  bar.max = told.total || 1;
  if (told.total) bar.value = told.done;
  else bar.removeAttribute('value');
  const spoken = at('spoken');
  if (spoken && spoken.textContent !== told.spoken) spoken.textContent = told.spoken;
  if (!told.ended) return;
  const job = at('job');
  if (job?.hasAttribute('data-stay')) job.querySelector('form')?.remove(); // what the page shows is shown only once
  else again(told.state === 'done' ? '?note=done' : '');
}

/** Listen to events; ask now and then instead where the server can spare no thread. @param {HTMLElement} job */
function watch(job) {
  const events = new EventSource(job.dataset.events ?? '');
  events.addEventListener('job', (event) => {
    const told = JSON.parse(event.data);
    if (told.ended) events.close();
    show(told);
  });
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) poll(job);
  });
}

/** @param {HTMLElement} job */
function poll(job) {
  const timer = setInterval(async () => {
    const told = await asked(job.dataset.state ?? '').catch(() => null); // the server is away: it comes back
    if (!told) return;
    if (told.ended) clearInterval(timer);
    show(told);
  }, POLL);
}

/** Tell what a reindex with the chosen model would cost. @param {HTMLFormElement} form */
function plan(form) {
  const model = /** @type {HTMLSelectElement} */ (at('model'));
  let latest = new AbortController();
  const ask = async () => {
    latest.abort();
    latest = new AbortController();
    const url = `${form.dataset.plan}?model=${encodeURIComponent(model.value)}`;
    const told = await asked(url, latest.signal).catch(() => null);
    if (told) showPlan(told.rows);
  };
  model.addEventListener('change', ask);
  at('ask-plan')?.remove();
  ask();
}

/** @param {[string, string][]} rows */
function showPlan(rows) {
  const shown = rows.map(([name, value]) => {
    const row = document.createElement('div');
    for (const [tag, text] of [['dt', name], ['dd', value]]) {
      row.append(Object.assign(document.createElement(tag), { textContent: text }));
    }
    return row;
  });
  at('plan-rows')?.replaceChildren(...shown);
  at('plan')?.removeAttribute('hidden');
}

/** Copy a text, or select it where the browser lets no page write to the clipboard. @param {HTMLButtonElement} button */
function copies(button) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const text = at(button.dataset.copy ?? '');
    const said = at('copied');
    if (!text || !said) return;
    try {
      await navigator.clipboard.writeText(text.textContent ?? '');
      said.textContent = button.dataset.copied ?? '';
    } catch {
      getSelection()?.selectAllChildren(text);
      said.textContent = button.dataset.selected ?? '';
    }
  });
}

localTimes();
for (const button of document.querySelectorAll('[data-copy]')) copies(/** @type {HTMLButtonElement} */ (button));
const job = at('job');
if (job) watch(job);
const form = /** @type {HTMLFormElement | null} */ (at('start'));
if (form) plan(form);
