// What is asked of a page: an element, its text with the line breaks kept, whether it can be seen, a time. Nothing here throws.

const LINES = new Set(
  `ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DETAILS DIV DL DT FIELDSET FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN
  NAV OL PRE SECTION SUMMARY TABLE TR UL`.split(/\s+/),
);
const PARAGRAPHS = new Set(['P']);
const SILENT = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'IFRAME', 'OBJECT', 'SVG', 'SELECT', 'TEXTAREA', 'BUTTON']);
const LONGEST = 200_000; // characters read of one element: a hostile page may hold any number

/**
 * The first element that matches, or null; also null where there is nothing to look in.
 * @param {ParentNode | null | undefined} root
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export const find = (root, selector) => root?.querySelector(selector) ?? null;

/**
 * @param {ParentNode | null | undefined} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export const findAll = (root, selector) => [...(root?.querySelectorAll(selector) ?? [])].map((found) => /** @type {HTMLElement} */ (found));

/**
 * What a field holds, '' where there is none. By duck typing: elements of a frame are of another realm.
 * @param {Element | null} field
 * @returns {string}
 */
export const valueOf = (field) => String(/** @type {any} */ (field)?.value ?? '');

/**
 * The text as it reads: one line per block, an empty line between paragraphs, runs of white space collapsed outside
 * of <pre>. Also for elements that are hidden, where innerText would forget the lines.
 * @param {Node | null | undefined} root
 * @returns {string}
 */
export function textOf(root) {
  if (!root) return '';
  let text = '';
  // No recursion: a page may nest elements deeper than the stack is.
  for (let node = /** @type {Node | null} */ (root.firstChild); node && text.length < LONGEST; ) {
    text += opening(node);
    if (node.firstChild && !SILENT.has(node.nodeName.toUpperCase())) {
      node = node.firstChild;
      continue;
    }
    while (node && node !== root && !node.nextSibling) {
      node = node.parentNode;
      if (node && node !== root) text += breakOf(node);
    }
    node = node && node !== root ? node.nextSibling : null;
  }
  return tidy(text);
}

/** @param {Node} node what it adds before its children are read: their own text, or the end of the line before it */
function opening(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.nodeValue ?? '';
    return node.parentElement?.closest('pre') ? text : text.slice(0, LONGEST).replace(/[ \t\r\n\f]+/g, ' ');
  }
  return node.nodeName === 'BR' ? '\n' : afterBlock(node) + breakOf(node);
}

/** @param {Node} node a block that was left for its next sibling ends its line as well, which nobody else tells */
function afterBlock({ previousSibling }) {
  return previousSibling ? breakOf(previousSibling) : '';
}

/** @param {Node} node */
function breakOf({ nodeName }) {
  // U+0001 stands for "at least the end of a line", U+0002 for "at least an empty line".
  return PARAGRAPHS.has(nodeName) ? '\u0002' : LINES.has(nodeName) ? '\u0001' : '';
}

/** @param {string} text */
function tidy(text) {
  const lines = text
    .slice(0, LONGEST)
    .replace(/[\u0001\u0002 ]*\u0002[\u0001\u0002 ]*/g, '\n\n')
    .replace(/ *\u0001[\u0001 ]*/g, '\u0001')
    .replace(/\n\u0001|\u0001\n?/g, '\n')
    .split('\n')
    .map((line) => line.trim());
  return lines.filter((line, at) => line || lines[at - 1]).join('\n').trim();
}

/**
 * The markup inside an element, for the server, which turns it into text (quoted mails keep their marks that way).
 * @param {Element | null | undefined} element
 * @returns {string}
 */
export function htmlOf(element) {
  if (!element) return '';
  const html = typeof element.getHTML === 'function' ? element.getHTML() : new XMLSerializer().serializeToString(element);
  return html.trim();
}

/**
 * Can the agent see it? Elements of a frame are visible only while the frame is.
 * @param {Element | null | undefined} element
 * @returns {boolean}
 */
export function visible(element) {
  const view = element?.ownerDocument.defaultView;
  if (!element?.isConnected || !view || element.getClientRects().length === 0) return false;
  if (view.getComputedStyle(element).visibility !== 'visible') return false;
  return view.frameElement ? visible(view.frameElement) : true;
}

/**
 * A time in ISO 8601, or undefined where it is none. Numbers are seconds since 1970.
 * @param {unknown} value
 * @returns {string | undefined}
 */
export function isoTime(value) {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const time = new Date(typeof value === 'number' ? value * 1000 : value);
  return Number.isNaN(time.getTime()) || time.getFullYear() < 1971 || time.getFullYear() > 9000 ? undefined : time.toISOString();
}

/**
 * The time that an attribute tells, for instance of <time datetime>.
 * @param {Element | null | undefined} element
 * @param {string} [attribute]
 */
export const timeOf = (element, attribute = 'datetime') => isoTime(element?.getAttribute(attribute) ?? undefined);
