// Light or dark: the system's choice until the visitor makes one, which is remembered. A classic script, so that the
// page is never painted in the wrong theme first.
(() => {
  const KEY = 'assist-theme';
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');

  /** @returns {string | null} */
  const remembered = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is off: the choice lasts as long as the page
    }
  };
  /** @param {string} theme */
  const remember = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // as above
    }
  };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches);
  const sayWhatTheButtonDoes = () => {
    const label = document.getElementById('theme-label');
    if (!label) return;
    const { light = 'Use the light theme', dark: toDark = 'Use the dark theme' } = label.dataset;
    label.textContent = isDark() ? light : toDark;
  };

  const choice = remembered();
  if (choice === 'light' || choice === 'dark') root.dataset.theme = choice;
  document.addEventListener('DOMContentLoaded', () => {
    sayWhatTheButtonDoes();
    document.getElementById('theme')?.removeAttribute('hidden');
    dark.addEventListener('change', sayWhatTheButtonDoes);
    document.getElementById('theme')?.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      remember(root.dataset.theme);
      sayWhatTheButtonDoes();
    });
  });
})();
