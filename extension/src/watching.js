// Noticing that the page shows another ticket, or the same one changed: address, DOM, focus, and now and then the clock.

const SETTLE = 250; // ms without a change before the page is looked at
const LONGEST = 1_000; // ms after which a page that never rests is looked at all the same
const EVERY = 30_000; // ms between looks at a page that doesn't change by itself

/**
 * Call `look(why)` when the page may show something new: 'page' when its address or content changed, 'clock' when only
 * time went by or the agent came back to the tab.
 * @param {Document} doc
 * @param {(why: 'page'|'clock') => void} look
 * @param {AbortSignal} signal
 */
export function watch(doc, look, signal) {
  const view = /** @type {Window} */ (doc.defaultView);
  let timer = 0;
  let since = 0;
  const fire = () => {
    timer = since = 0;
    look('page');
  };
  const changed = () => {
    since ||= Date.now();
    if (timer && Date.now() - since > LONGEST) return;
    view.clearTimeout(timer);
    timer = view.setTimeout(fire, SETTLE);
  };
  const observer = new MutationObserver(changed);
  observer.observe(doc.documentElement, { childList: true, subtree: true });
  for (const name of ['popstate', 'hashchange']) view.addEventListener(name, changed, { signal });
  const clock = view.setInterval(() => doc.visibilityState === 'visible' && look('clock'), EVERY);
  const back = () => doc.visibilityState === 'visible' && look('clock');
  doc.addEventListener('visibilitychange', back, { signal });
  view.addEventListener('focus', back, { signal });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    view.clearTimeout(timer);
    view.clearInterval(clock);
  });
}
