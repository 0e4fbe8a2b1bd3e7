// How much of an inserted text survived in what was sent.

const MOST_WORDS = 800; // beyond, only the beginning is compared: the table below grows with the square

/**
 * Twice the length of the longest common subsequence of words over the number of words of both, 0 to 1: 1 for an
 * untouched text, 0 for one of which no word is left. Chinese, Japanese and Thai, which write no spaces, count by character.
 * @param {string} inserted
 * @param {string} sent
 */
export function keptShare(inserted, sent) {
  const before = words(inserted);
  const after = words(sent);
  const total = before.length + after.length;
  return total ? (2 * commonLength(before, after)) / total : 1;
}

/** @param {string} text */
const words = (text) =>
  (text.toLowerCase().match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}']+/gu) ?? [])
    .slice(0, MOST_WORDS);

/** @param {string[]} before @param {string[]} after */
function commonLength(before, after) {
  let row = new Array(after.length + 1).fill(0);
  for (const word of before) {
    const next = [0];
    after.forEach((other, i) => next.push(word === other ? row[i] + 1 : Math.max(row[i + 1], next[i])));
    row = next;
  }
  return row[after.length];
}
