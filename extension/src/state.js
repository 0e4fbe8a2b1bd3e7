// What the panel shows, as one plain value, and who is told when it changes.

/** @typedef {import('./types.js').State} State */
/** @typedef {import('./types.js').Kept} Kept */

/** @type {State} */
const EMPTY = {
  phase: 'waiting',
  ticket: null,
  answer: null,
  withdrawn: '',
  mode: 'none',
  problem: null,
  notice: null,
  dismissed: [],
  rated: {},
  search: null,
  several: [],
  place: { side: 'right', top: 72, width: 380, collapsed: false },
  checked: null,
  history: null,
};

export class Shown {
  /** @type {Set<(state: State) => void>} */
  #views = new Set();
  /** @type {State} */
  state;

  /** @param {import('./types.js').Place} place */
  constructor(place) {
    this.state = { ...EMPTY, place };
  }

  /** Show it in one more place, at once and from now on. @param {(state: State) => void} view @param {AbortSignal} signal */
  addView(view, signal) {
    this.#views.add(view);
    signal.addEventListener('abort', () => this.#views.delete(view));
    view(this.state);
  }

  /** @param {Partial<State>} changes */
  set(changes) {
    this.state = { ...this.state, ...changes };
    for (const view of this.#views) view(this.state);
  }

  /** Forget the ticket; the panel's place stays. @param {Partial<State>} changes */
  reset(changes) {
    this.set({ ...EMPTY, place: this.state.place, ...changes });
  }
}
