// What runs in a helpdesk's tab: loads the modules. The promise lets whoever injects this wait until it has started.
// They are named in web_accessible_resources under their fixed address: with `use_dynamic_url` Chromium 156 loads main.js
// by its address of the session, but resolves the imports inside it against the fixed one, and denies them.
import(chrome.runtime.getURL('src/main.js')).then(async ({ start }) => void (await start()));
