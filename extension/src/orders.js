// What comes from outside the page: shortcuts and menus by way of the worker, and the browser's side panel.

/** @typedef {import('./assist.js').Assist} Assist */
/** @typedef {import('./types.js').Order} Order */

/**
 * Obey the worker's orders, and show the state in the side panel while it is open (the docked panel then stands back).
 * @param {Assist} assist
 * @param {{panel: import('./types.js').Panel, host: HTMLElement}} docked
 * @param {AbortSignal} signal
 */
export function receive(assist, docked, signal) {
  /** @type {(order: Order, sender: chrome.runtime.MessageSender, answer: (value: any) => void) => boolean} */
  const onMessage = (order, sender, answer) => {
    if (sender.id !== chrome.runtime.id) return false;
    void obey(order, assist, docked).then(answer);
    return true;
  };
  const onConnect = (/** @type {chrome.runtime.Port} */ port) => port.name === 'panel' && join(port, assist, docked.host, signal);
  chrome.runtime.onMessage.addListener(onMessage);
  chrome.runtime.onConnect.addListener(onConnect);
  signal.addEventListener('abort', () => {
    chrome.runtime.onMessage.removeListener(onMessage);
    chrome.runtime.onConnect.removeListener(onConnect);
  });
}

/** @param {Order} order @param {Assist} assist @param {{panel: import('./types.js').Panel}} docked @returns {Promise<any>} */
async function obey(order, assist, { panel }) {
  if (order.type === 'preview') return assist.preview();
  if (order.type === 'timings') return assist.timings;
  if (order.type === 'action') return assist.act(order.action);
  if (order.type === 'selection') return assist.askAbout(order.text);
  if (order.type === 'settings-changed') return assist.settingsChanged();
  if (order.name !== 'panel') return assist.insertPlace(Number(order.name.slice(-1)));
  await assist.act({ type: 'place', place: { ...assist.shown.state.place, collapsed: false } });
  panel.focus();
  return null;
}

/** @param {chrome.runtime.Port} port @param {Assist} assist @param {HTMLElement} host @param {AbortSignal} signal */
function join(port, assist, host, signal) {
  if (port.sender?.id !== chrome.runtime.id) return;
  const open = new AbortController();
  host.hidden = true;
  port.onMessage.addListener((action) => void assist.act(action));
  port.onDisconnect.addListener(() => {
    open.abort();
    host.hidden = false;
  });
  assist.shown.addView((state) => port.postMessage(state), AbortSignal.any([signal, open.signal]));
}
