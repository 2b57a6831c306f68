// Turns text into search terms. Index and query pass through this one function, so that both see the same terms.
// Measured in Korean: overlapping syllable bigrams find all inflected forms where whole words find one in five.

import { stemmer } from 'stemmer';
import { ENGLISH_STOP_WORDS } from './stop-words.ts';

const RUNS =
  /(\p{Script=Hangul}+)|(\p{Script=Han})|((?:[[\p{L}\p{N}]--[\p{Script=Hangul}\p{Script=Han}]]\p{M}*)+(?:'[a-z]+)*)/gv;
const LATIN_WORD = /^[a-z]+$/;

/** NFC, lower case, one kind of apostrophe: what two spellings of one text have in common. */
export function normalizeText(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('’', "'");
}

/**
 * The terms of a text in order, with repetition: Hangul runs as overlapping syllable bigrams (a single syllable as it
 * is), Han characters one by one, English words stemmed (Porter, 1980) without stop words, all other words as they are.
 */
export function segment(text: string): string[] {
  const terms: string[] = [];
  for (const match of normalizeText(text).matchAll(RUNS)) {
    const [, hangul, han, word] = match;
    if (hangul) addBigrams(hangul, terms);
    else if (han) terms.push(han);
    else if (word) addWord(word, terms);
  }
  return terms;
}

function addBigrams(run: string, terms: string[]): void {
  const syllables = [...run];
  if (syllables.length === 1) terms.push(run);
  for (let i = 0; i + 1 < syllables.length; i++) terms.push(`${syllables[i]}${syllables[i + 1]}`);
}

function addWord(word: string, terms: string[]): void {
  const bare = word.replace(/'(?:s|re|ve|ll|d|m|t)$/, '').replaceAll("'", '');
  if (bare === '' || ENGLISH_STOP_WORDS.has(bare)) return;
  terms.push(LATIN_WORD.test(bare) ? stemmer(bare) : bare);
}
