// Making elements. Text only ever goes in as text nodes.

const SVG = 'http://www.w3.org/2000/svg';

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes */

/**
 * The element of that id in the page's own template.
 * @param {string} id
 * @returns {any}
 */
export const byId = (id) => document.getElementById(id);

/**
 * An element with attributes (`onclick` and the like take a function) and children.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * The same in SVG.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {any}
 */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** @param {Element} node @param {Attributes} attributes @param {Child[]} children */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value != null) node.setAttribute(name, String(value));
  }
  node.append(...children.filter(isChild));
  return node;
}

/** @param {Child} child @returns {child is Node | string} */
const isChild = (child) => child instanceof Node || (typeof child === 'string' && child !== '');

/**
 * A drawing from the sprite in the page (icons.svg); say `label` only where no text beside it says the same.
 * @param {string} name
 * @param {string} [label]
 */
export function icon(name, label = '') {
  const spoken = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' };
  return svg('svg', { class: `icon icon-${name}`, focusable: 'false', ...spoken }, svg('use', { href: `#icon-${name}` }));
}

/** Text for screen readers only. @param {string} text */
export const spoken = (text) => el('span', { class: 'vh' }, text);

/** A web address that leads somewhere: made-up shops have theirs below .example, which RFC 2606 keeps unused. */
const LEADS_SOMEWHERE = /^https?:\/\/(?![^/]*\.example(?:[:/]|$))/i;

/**
 * A link to another page, or plain text where the address is none that could be followed.
 * @param {string} text
 * @param {string | null | undefined} url
 */
export function outside(text, url) {
  if (!url || !LEADS_SOMEWHERE.test(url)) return el('span', { class: 'title', dir: 'auto' }, text);
  const link = { class: 'title', dir: 'auto', href: url, target: '_blank', rel: 'noopener noreferrer' };
  return el('a', link, text, icon('link'), spoken(' (opens in a new tab)'));
}
