// The compact Unigram model against the library's own: the same pieces for every text, whatever it is made of.
import { beforeAll, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { Unigram } from '@huggingface/tokenizers';
import { NONE, PieceTrie } from '../../src/embedding/unigram/piece-trie.ts';
import { CompactUnigram } from '../../src/embedding/unigram/unigram.ts';
import { createSeededRandom } from '../../src/kernel/seeded-random.ts';

const FILE = join(import.meta.dir, '../../models/multilingual-e5-small-ko-en/tokenizer.json');
type Range = readonly [first: number, last: number];
/** First and last code points of what a text may hold: ASCII, hangul, hanja, emoji, lone surrogates. */
const ALPHABETS: readonly [Range, ...Range[]] = [
  [0x20, 0x7e],
  [0xac00, 0xd7a3],
  [0x4e00, 0x9fff],
  [0x1f300, 0x1f5ff],
  [0xd800, 0xdfff],
];

type Config = { type: 'Unigram'; unk_id: number; vocab: [string, number][] };
let config: Config;
let compact: CompactUnigram;
let library: Unigram;

beforeAll(async () => {
  config = (await Bun.file(FILE).json()).model;
  compact = new CompactUnigram(config);
  library = new Unigram(config, '</s>');
});

describe('CompactUnigram', () => {
  test('finds every piece of the vocabulary, and cuts it as the library does', () => {
    for (const [piece] of config.vocab) {
      expect(compact.tokens_to_ids.get(piece)).toBe(library.tokens_to_ids.get(piece));
      expect(compact([piece])).toEqual(library([piece]));
    }
  });

  test('cuts pieces, characters and broken pairs in any order as the library does', () => {
    const random = createSeededRandom(11);
    const part = (): string => {
      const piece = config.vocab[random.below(config.vocab.length)]?.[0] ?? '';
      const [first, last] = random.pick(ALPHABETS);
      return random.below(3) > 0 ? piece : String.fromCodePoint(first + random.below(last - first + 1));
    };
    for (let round = 0; round < 3000; round++) {
      const words = Array.from({ length: 1 + random.below(3) }, () =>
        Array.from({ length: random.below(12) }, part).join(''),
      );
      expect(compact(words)).toEqual(library(words));
    }
  });

  test('joins neighbouring characters that it does not know into one unknown piece', () => {
    expect(compact(['▁가\u{1f5fd}\u{1f5fe}'])).toEqual(library(['▁가\u{1f5fd}\u{1f5fe}']));
    expect(compact([''])).toEqual([]);
  });
});

describe('PieceTrie', () => {
  test('tells a piece from the beginning of one, and takes the last id of a piece that comes twice', () => {
    const trie = new PieceTrie(['물결', '물결']);
    expect([trie.find('물결'), trie.find('물'), trie.find('불'), trie.find('')]).toEqual([1, NONE, NONE, NONE]);
  });

  test('grows for pieces that share nothing', () => {
    const pieces = Array.from({ length: 200 }, (_, place) => String.fromCharCode(0xac00 + place).repeat(9));
    const trie = new PieceTrie(pieces);
    expect(pieces.map((piece) => trie.find(piece))).toEqual(pieces.map((_, place) => place));
  });
});
