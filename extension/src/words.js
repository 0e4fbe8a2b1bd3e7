// The extension's texts in the agent's language, which need not be the browser's.

const ENGLISH = 'en';
/** The folders of _locales, and what each language is called by those who speak it. @type {Record<string, string>} */
export const LANGUAGES = { en: 'English', de: 'Deutsch', es: 'Español', zh_CN: '简体中文' };

/**
 * The folder for a chosen language; '' is the browser's. Any Chinese is better read as this one than as English.
 * @param {string} language
 * @returns {string}
 */
export function folderFor(language) {
  const wanted = (language || chrome.i18n.getUILanguage()).toLowerCase().split(/[-_]/)[0];
  return Object.keys(LANGUAGES).find((folder) => folder.toLowerCase().split('_')[0] === wanted) ?? ENGLISH;
}

/** The language tag as Intl and `lang` take it. @param {string} language */
export const tagFor = (language) => folderFor(language).replace('_', '-');

/**
 * All texts by key; what a language lacks is there in English.
 * @param {string} language
 * @returns {Promise<Record<string, string>>}
 */
export async function wordsFor(language) {
  const folder = folderFor(language);
  const [english, chosen] = await Promise.all([read(ENGLISH), folder === ENGLISH ? {} : read(folder)]);
  return { ...english, ...chosen };
}

/** @param {string} folder @returns {Promise<Record<string, string>>} */
async function read(folder) {
  const answer = await fetch(chrome.runtime.getURL(`_locales/${folder}/messages.json`));
  /** @type {Record<string, {message: string}>} */
  const messages = await answer.json();
  return Object.fromEntries(Object.entries(messages).map(([key, { message }]) => [key, message]));
}

/**
 * A function that says a text; $1, $2 … stand for the values, $$ for a dollar. An unknown key is said as it is.
 * @param {Record<string, string>} messages
 * @returns {(key: string, ...values: (string|number)[]) => string}
 */
export const translator =
  (messages) =>
  (key, ...values) =>
    (messages[key] ?? key).replace(/\$(\$|\d)/g, (_, sign) => (sign === '$' ? '$' : String(values[Number(sign) - 1] ?? '')));
