// What the editors' scripts share: loading a library's own browser build, and reading lines out of HTML.

export const place = document.getElementById('place');

/** @param {string} src */
export const script = (src) =>
  new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject }));
  });

/** @param {string} href */
export const style = (href) =>
  new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href, onload: resolve, onerror: reject }));
  });

/** The lines of a library's HTML output. @param {string} html */
export function linesOf(html) {
  const inside = new DOMParser().parseFromString(html, 'text/html').body;
  for (const br of inside.querySelectorAll('br')) br.replaceWith('\n');
  for (const block of inside.querySelectorAll('p,div,li')) block.append('\n');
  return inside.textContent.replaceAll('\u00a0', ' ');
}

/** Lines as paragraphs of HTML that need no escaping. @param {string[]} lines */
export const paragraphs = (lines) => lines.map((line) => `<p>${line}</p>`).join('');
