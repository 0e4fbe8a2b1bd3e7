// The toolbar's badge: a mark where something must be put right, never a word of a customer's.

/** @typedef {import('../types.js').Problem['kind']} Trouble */

const MARK = '!';
const COLOUR = '#a32b1d';
const TROUBLES = new Set(['setup', 'away', 'refused']);

/** @param {chrome.tabs.Tab|undefined} tab @param {Trouble|null} trouble null when all is well */
export async function showState(tab, trouble) {
  const tabId = tab?.id;
  if (tabId === undefined) return;
  const text = trouble && TROUBLES.has(trouble) ? MARK : '';
  try {
    await chrome.action.setBadgeBackgroundColor({ tabId, color: COLOUR });
    await chrome.action.setBadgeText({ tabId, text });
  } catch {
    // the tab was closed meanwhile
  }
}
