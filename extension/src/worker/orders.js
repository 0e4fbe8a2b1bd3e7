// Orders from the browser's own controls (toolbar, shortcuts, menus) to the content script of a tab.

/** @typedef {import('../types.js').Order} Order */
/** @typedef {chrome.tabs.Tab|undefined} Tab */

/** @param {Tab} tab @param {Order} what @returns {Promise<boolean>} whether a content script was there to hear it */
export async function order(tab, what) {
  const id = (tab ?? (await active()))?.id;
  if (id === undefined) return false;
  try {
    await chrome.tabs.sendMessage(id, what, { frameId: 0 });
    return true;
  } catch {
    return false; // no content script there
  }
}

/**
 * The same, and where none is there it is started first: the click or key that led here allows it for this tab.
 * On the browser's own pages nothing can be started; there the settings open.
 * @param {Tab} tab
 * @param {Order} what
 */
export async function reach(tab, what) {
  const here = tab ?? (await active());
  if (await order(here, what)) return;
  if (await bring(here)) await order(here, what);
  else await chrome.runtime.openOptionsPage();
}

/** @param {Order} what */
export async function orderAll(what) {
  const tabs = await chrome.tabs.query({});
  await Promise.all(tabs.map((tab) => order(tab, what)));
}

/** Start the content script in an open tab. @param {Tab} tab @returns {Promise<boolean>} */
export async function bring(tab) {
  if (tab?.id === undefined) return false;
  try {
    await chrome.scripting.executeScript({ target: { tabId: tab.id }, files: ['src/content.js'] });
    return true;
  } catch {
    return false; // a page that no extension may enter
  }
}

/** @returns {Promise<Tab>} */
const active = async () => (await chrome.tabs.query({ active: true, lastFocusedWindow: true }))[0];
