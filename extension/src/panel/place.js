// Where the docked panel stands: always within the window, told apart from the page by inline styles that nothing overrides.

/** @typedef {import('../types.js').Place} Place */

export const NARROWEST = 280; // CSS px
export const WIDEST = 640;
const EDGE = 8; // between the panel and the window's edge
const LEAST = 200; // of the panel's height that stays in view

/** @type {WeakMap<HTMLElement, Place>} where each host was put last */
const places = new WeakMap();

/** @param {HTMLElement} host @returns {Place} */
export const placeOf = (host) => places.get(host) ?? { side: 'right', top: 72, width: 380, collapsed: false };

/** @param {number} value @param {number} least @param {number} most */
const between = (value, least, most) => Math.max(least, Math.min(most, value));

/** The place as it fits the window now. @param {Place} place @param {{width: number, height: number}} view @returns {Place} */
export function fitted({ side, top, width, collapsed }, view) {
  const most = Math.min(WIDEST, view.width - 2 * EDGE);
  return {
    side: side === 'left' ? 'left' : 'right',
    top: Math.round(between(Number.isFinite(top) ? top : EDGE, EDGE, Math.max(EDGE, view.height - LEAST))),
    width: Math.round(between(Number.isFinite(width) ? width : 380, Math.min(NARROWEST, most), most)),
    collapsed,
  };
}

/** @param {HTMLElement} host */
export const viewOf = (host) => ({
  width: host.ownerDocument.documentElement.clientWidth || window.innerWidth,
  height: window.innerHeight,
});

/** Put the host there, and remember the place as it is wanted, so that a larger window brings it back. @param {HTMLElement} host @param {Place} place */
export function putAt(host, place) {
  places.set(host, place);
  const { side, top, width, collapsed } = fitted(place, viewOf(host));
  const edge = collapsed ? 0 : EDGE;
  const styles = {
    left: side === 'left' ? `${edge}px` : 'auto',
    right: side === 'right' ? `${edge}px` : 'auto',
    top: `${top}px`,
    width: collapsed ? 'auto' : `${width}px`,
    'max-height': `calc(100vh - ${top + EDGE}px)`,
  };
  for (const [name, value] of Object.entries(styles)) host.style.setProperty(name, value, 'important');
}
