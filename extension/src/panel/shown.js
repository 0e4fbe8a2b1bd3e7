// Which suggestions the agent has had before their eyes: a quarter of the card in view, told once.

const SEEN = 0.25;

/** @param {import('./kit.js').Kit} kit @returns {(cards: Element[]) => void} what is to be watched from now on */
export function watchShown({ act, signal }) {
  /** @type {Set<string>} */
  const told = new Set();
  const watcher = new IntersectionObserver((entries) => {
    for (const { intersectionRatio, target } of entries) {
      const id = /** @type {HTMLElement} */ (target).dataset.id ?? '';
      if (intersectionRatio < SEEN || told.has(id)) continue;
      told.add(id);
      act({ type: 'shown', id });
    }
  }, { threshold: SEEN });
  signal.addEventListener('abort', () => watcher.disconnect(), { once: true });
  return (cards) => {
    watcher.disconnect();
    for (const card of cards) watcher.observe(card);
  };
}
