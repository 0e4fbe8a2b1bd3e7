// How much of an inserted text survived in what was sent.

/** Beyond, only the beginning is compared. Two texts of so many words take some 0.1 s. */
const MOST_WORDS = 20_000;

/** Scripts that write no spaces between words: there every character counts as a word. */
const ALONE = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]';
const WORD = new RegExp(`${ALONE}|(?:(?!${ALONE})[\\p{L}\\p{M}\\p{N}'])+`, 'gu');

/**
 * The share of the inserted words that are left, in their order, in the sent text, 0 to 1: the length of the longest
 * common subsequence of words over the number of inserted words, an edit similarity in which adding costs nothing and
 * taking away or replacing a word costs one (ROUGE-L recall: Lin, "ROUGE", 2004). So a greeting or an answer written
 * around the text does not lower it. Case and punctuation do not count.
 * @param {string} inserted
 * @param {string} sent
 */
export function keptShare(inserted, sent) {
  const before = words(inserted);
  if (!before.length) return sent.includes(inserted.trim()) ? 1 : 0;
  return commonLength(before, words(sent)) / before.length;
}

/** @param {string} text */
const words = (text) => (text.normalize('NFKC').replaceAll('’', "'").toLowerCase().match(WORD) ?? []).slice(0, MOST_WORDS);

/**
 * The length of the longest common subsequence, 32 inserted words at a step: after each sent word, bit i of `row` is 0
 * where the subsequence grows at inserted word i (Hyyrö, "Bit-parallel LCS-length computation revisited", 2004).
 * @param {string[]} before
 * @param {string[]} after
 */
function commonLength(before, after) {
  const places = placesOf(before);
  const row = new Uint32Array(Math.ceil(before.length / 32)).fill(0xffffffff);
  for (const word of after) {
    const match = places.get(word);
    if (match) advance(row, match);
  }
  let common = 0;
  for (let i = 0; i < before.length; i += 1) if (!((row[i >>> 5] >>> (i & 31)) & 1)) common += 1;
  return common;
}

/** For each word the set of its places, as bits. @param {string[]} list @returns {Map<string, Uint32Array>} */
function placesOf(list) {
  /** @type {Map<string, Uint32Array>} */
  const places = new Map();
  list.forEach((word, i) => {
    const bits = places.get(word) ?? new Uint32Array(Math.ceil(list.length / 32));
    bits[i >>> 5] |= 1 << (i & 31);
    places.set(word, bits);
  });
  return places;
}

/** row = (row + (row & match)) | (row & ~match), as one long number. @param {Uint32Array} row @param {Uint32Array} match */
function advance(row, match) {
  let carry = 0;
  for (let i = 0; i < row.length; i += 1) {
    const old = row[i];
    const sum = old + ((old & match[i]) >>> 0) + carry;
    carry = sum > 0xffffffff ? 1 : 0;
    row[i] = sum | (old & ~match[i]);
  }
}
