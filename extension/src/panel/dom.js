// Making elements of the panel. Text only ever goes in as text nodes.

const SVG = 'http://www.w3.org/2000/svg';

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined>} Attributes */

/**
 * An element with attributes and children.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * The same in SVG.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  return fill(/** @type {SVGElement} */ (document.createElementNS(SVG, tag)), attributes, children);
}

/**
 * @template {Element} T
 * @param {T} node
 * @param {Attributes} attributes
 * @param {Child[]} children
 * @returns {T}
 */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) mark(node, name, value);
  node.append(...children.filter(isChild));
  return node;
}

/** @param {Child} child @returns {child is Node | string} */
const isChild = (child) => child instanceof Node || (typeof child === 'string' && child !== '');

/**
 * Set an attribute, or take it away where the value is none; what already stands is left alone.
 * @param {Element} node
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function mark(node, name, value) {
  const wanted = value === true ? '' : value === false || value == null ? null : String(value);
  if (node.getAttribute(name) === wanted) return;
  if (wanted === null) node.removeAttribute(name);
  else node.setAttribute(name, wanted);
}

/** Change a text only where it differs, so that nothing is said or painted twice. @param {Node} node @param {string} text */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Text for screen readers only. @param {string} text */
export const spoken = (text) => el('span', { class: 'vh' }, text);

const MOST_TITLE = 300; // characters of a foreign title that are shown

/**
 * Characters that override or isolate the direction. One left open swallows the end of the <bdi> around it and turns what
 * follows, so within a line they are left out; a whole paragraph may keep them, as they end with it.
 */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;

/** A foreign text within a line: its direction is its own affair. @param {string} text @param {string} [name] */
export const foreign = (text, name = '') => el('bdi', { class: name || null, dir: 'auto' }, cut(text, MOST_TITLE).replace(DIRECTIONS, ''));

/** @param {string} text @param {number} most */
export const cut = (text, most) => (text.length > most ? `${text.slice(0, most).trimEnd()} …` : text);

/** The element that has the focus in the tree this one stands in. @param {Node} node @returns {HTMLElement | null} */
export function focused(node) {
  const tree = node.getRootNode();
  const active = tree instanceof Document || tree instanceof ShadowRoot ? tree.activeElement : null;
  return /** @type {HTMLElement | null} */ (active);
}

/** @param {Node} node */
export const holdsFocus = (node) => node.contains(focused(node));
