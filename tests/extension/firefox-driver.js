// Drives a real Firefox with the extension installed, over WebDriver BiDi: one order a line in, one answer a line out.
// node firefox-driver.js PROGRAM EXTENSION_DIR

import { createInterface } from 'node:readline';
import puppeteer from 'puppeteer-core';

const [, , program, extension] = process.argv;
const PATIENCE = 60_000; // ms for a page
const SANDBOX = 'tests'; // scripts run beside the page's own, and see what those see

const browser = await puppeteer.launch({ browser: 'firefox', executablePath: program, headless: true, defaultViewport: { width: 1280, height: 900 },
  extraPrefsFirefox: { 'ui.prefersReducedMotion': 1, 'intl.locale.requested': 'en-US', 'network.proxy.type': 0 } });
/** @type {import('puppeteer-core').Page[]} by the number that the tests know them by */
const tabs = [];

/** @type {Record<string, (order: any) => unknown>} */
const ORDERS = {
  install: () => browser.installExtension(extension),
  open: async ({ url }) => {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(url);
    return tabs.push(page) - 1;
  },
  find: async ({ address }) => {
    for (const page of await browser.pages()) {
      const at = await page.evaluate(() => location.href).catch(() => '');
      if (at.includes(address)) return tabs.push(page) - 1;
    }
    return null;
  },
  run: ({ tab, code, given }) => tabs[tab].evaluate(`(${code})(...${JSON.stringify(given)})`),
  panel: ({ tab, code, given }) => inPanel(tabs[tab], code, given),
  click: ({ tab, x, y }) => tabs[tab].mouse.click(x, y),
  press: async ({ tab, keys }) => {
    const [last, ...held] = keys.toReversed();
    for (const key of held.toReversed()) await tabs[tab].keyboard.down(key);
    await tabs[tab].keyboard.press(last);
    for (const key of held) await tabs[tab].keyboard.up(key);
  },
  type: ({ tab, text }) => tabs[tab].keyboard.type(text),
  close: ({ tab }) => tabs[tab].close(),
};

/**
 * The panel's root is closed to the page and to puppeteer; the protocol hands it out as a node like any other.
 * @param {import('puppeteer-core').Page} page @param {string} code of a function of the root @param {unknown[]} given
 */
async function inPanel(page, code, given) {
  const target = { context: /** @type {any} */ (page.mainFrame())._id, sandbox: SANDBOX };
  const found = await send('script.evaluate', { target, awaitPromise: false, expression: "document.querySelector('html > [data-agent-assist]')",
    serializationOptions: { maxDomDepth: 0, includeShadowTree: 'all' } });
  const root = found.result.value?.shadowRoot;
  if (!root) return null;
  const called = await send('script.callFunction', { target, awaitPromise: true, arguments: [{ sharedId: root.sharedId }, { type: 'string', value: JSON.stringify(given) }],
    functionDeclaration: `async (root, given) => JSON.stringify(await (${code})(root, ...JSON.parse(given))) ?? 'null'` });
  if (called.type === 'exception') throw new Error(called.exceptionDetails.text);
  return JSON.parse(called.result.value);
}

/** @param {string} method @param {object} params @returns {Promise<any>} */
const send = async (method, params) => (await /** @type {any} */ (browser).connection.send(method, params)).result;

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  try {
    process.stdout.write(`${JSON.stringify({ value: (await ORDERS[order.do](order)) ?? null })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
  }
}
await browser.close();
