// What every part of the panel is given, and how figures and dates are put into words of the agent's language.

/** @typedef {import('../types.js').State} State */
/** @typedef {import('../types.js').Action} Action */
/**
 * @typedef {{words: (key: string, ...values: (string|number)[]) => string, language: string, docked: boolean,
 *   act: (action: Action) => void, signal: AbortSignal}} Kit
 */
/** A piece of the panel that follows the state. @typedef {{element: HTMLElement, update: (state: State, before: State | null) => void}} Part */

/** @param {import('../types.js').PanelOptions} options @returns {Kit} */
export const kitOf = ({ words, language, docked, onAction, signal }) =>
  ({ words, language: language.replace('_', '-'), docked, act: onAction, signal });

const SHORTCUTS = 3; // suggestions that have a key of their own in the manifest

/**
 * The key that inserts the suggestion of that place from anywhere on the page: as it is shown and as it is announced.
 * Linux browsers keep Alt with a figure for their tabs, so there the manifest suggests Shift too.
 * @param {number} place from 1
 * @returns {{shown: string, named: string} | null}
 */
export function shortcutOf(place) {
  if (place > SHORTCUTS) return null;
  if (/Mac/.test(navigator.userAgent)) return { shown: `⌥${place}`, named: `Alt+${place}` };
  const shift = /Linux/.test(navigator.userAgent);
  return { shown: shift ? `Alt ⇧ ${place}` : `Alt ${place}`, named: shift ? `Alt+Shift+${place}` : `Alt+${place}` };
}

/** Below each bound the key before it. Fair starts at the server's own threshold. */
const CONFIDENCE = [
  { from: 0.75, name: 'high' },
  { from: 0.55, name: 'good' },
  { from: 0, name: 'fair' },
];

/** @param {number} confidence 0 to 1 */
export const confidenceName = (confidence) => CONFIDENCE.find(({ from }) => confidence >= from)?.name ?? 'fair';

/** @param {Kit} kit @param {string} name */
export function confidenceWord({ words }, name) {
  if (name === 'high') return words('panel_sure_high');
  return name === 'good' ? words('panel_sure_good') : words('panel_sure_fair');
}

/** Formats are costly to make and few, so each is made once. @type {Map<string, any>} */
const formats = new Map();

/** @template T @param {string} key @param {() => T} make @returns {T} */
function once(key, make) {
  if (!formats.has(key)) formats.set(key, make());
  return formats.get(key);
}

/** @param {Kit} kit @param {number} value @param {number} digits after the point */
export function figure({ language }, value, digits) {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return once(`figure ${language} ${digits}`, () => new Intl.NumberFormat(language, options)).format(value);
}

/** A length of time in words, such as 14 days. @param {Kit} kit @param {number} count @param {string} unit */
export const span = ({ language }, count, unit) =>
  once(`span ${language} ${unit}`, () => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' })).format(count);

/** Which one it is in a row, such as third. @param {Kit} kit @param {number} count */
export function nth({ words, language }, count) {
  switch (once(`nth ${language}`, () => new Intl.PluralRules(language, { type: 'ordinal' })).select(count)) {
    case 'one': return words('panel_nth_one', count);
    case 'two': return words('panel_nth_two', count);
    case 'few': return words('panel_nth_few', count);
    default: return words('panel_nth_other', count);
  }
}

/** @param {Kit} kit @param {string | null} iso */
export function day({ language }, iso) {
  const time = new Date(iso ?? '');
  if (Number.isNaN(time.getTime())) return '';
  const options = /** @type {const} */ ({ day: 'numeric', month: 'short', year: 'numeric' });
  return once(`day ${language}`, () => new Intl.DateTimeFormat(language, options)).format(time);
}

/** The first format costs tens of milliseconds: make them while the server is being asked. @param {Kit} kit */
export function warmFormats(kit) {
  const idle = requestIdleCallback(() => [day(kit, '2020-02-02'), figure(kit, 0.5, 2), languageName(kit, 'en')]);
  kit.signal.addEventListener('abort', () => cancelIdleCallback(idle), { once: true });
}

/** @param {Kit} kit @param {import('../types.js').Csat} csat */
export function csatWord({ words }, csat) {
  if (csat === 'good') return words('panel_csat_good');
  return csat === 'bad' ? words('panel_csat_bad') : words('panel_csat_score', csat ?? '');
}

/** @param {Kit} kit @param {string | null} code a language tag such as `de` or `zh-TW` */
export function languageName({ language }, code) {
  try {
    const names = once(`names ${language}`, () => new Intl.DisplayNames([language], { type: 'language' }));
    return code ? (names.of(code.replace('_', '-')) ?? code) : '';
  } catch {
    return code ?? ''; // not a language tag
  }
}

/** @param {Kit} kit @param {import('../types.js').Kind} kind */
export function kindWord({ words }, kind) {
  if (kind === 'ticket') return words('panel_kind_ticket');
  return kind === 'macro' ? words('panel_kind_macro') : words('panel_kind_article');
}
