// Known items: what is remembered of them, and where they are found again.
import { beforeAll, describe, expect, test } from 'bun:test';
import { firstSentence, judgeKnownItem, sampleItems } from '../../src/evaluation/known-item.ts';
import type { Locale } from '../../src/kernel/locale.ts';
import { createSeededRandom } from '../../src/kernel/seeded-random.ts';
import type { PackIndex } from '../../src/search/pack-index.ts';
import { segment } from '../../src/text/segment.ts';
import { bagOfTerms, indexFixture } from '../fixtures/packs.ts';

let index: PackIndex;

beforeAll(async () => {
  index = await indexFixture('small');
});

describe('firstSentence', () => {
  test('ends with the first full stop, also in Korean and within quotation marks', () => {
    expect(firstSentence('The mill turns slowly. It turns.', 'en')).toBe('The mill turns slowly.');
    expect(firstSentence('물레방아는 천천히 돌아요. 봄에는 빨라요.', 'ko')).toBe('물레방아는 천천히 돌아요.');
    expect(firstSentence("'Could you wait?' It helps.", 'en')).toBe("'Could you wait?'");
  });

  test('takes the next sentence along when the first says too little', () => {
    expect(firstSentence('Yes. It may rain. So be it.', 'en')).toBe('Yes. It may rain.');
  });

  test('is the text itself when it has one sentence', () => {
    expect(firstSentence('A bridge', 'en')).toBe('A bridge');
  });
});

describe('sampleItems', () => {
  test('draws different items, and the same ones with the same seed', () => {
    const draw = (seed: number) =>
      sampleItems(index, { count: 6, random: createSeededRandom(seed).next }).map(({ item }) => item.id);
    expect(new Set(draw(1)).size).toBe(6);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test('draws all items when there are fewer than were asked for', () => {
    const drawn = sampleItems(index, { count: 1000, random: createSeededRandom(1).next });
    expect(new Set(drawn.map(({ item }) => item.id)).size).toBe(index.pack.itemCount);
  });
});

describe('judgeKnownItem', () => {
  function judge(sentence: string, into: Locale | undefined) {
    const part = index.pack.parts.get('corpus');
    const item = part?.items.find((candidate) => candidate.id === 'corpus/the-mill');
    if (!part || !item) throw new Error('The fixture pack has no mill');
    const texts = { terms: new Set(segment(sentence)), vector: bagOfTerms(sentence) };
    return judgeKnownItem(index, { part, item, into, ...texts });
  }

  test('finds an item by its own sentence in its own language and in both', () => {
    for (const into of ['en', undefined] as const)
      expect(judge('The mill turns slowly in summer', into).rankings.fused?.[0]).toBe('corpus/the-mill');
  });

  test('finds nothing by words in the texts of the other language', () => {
    expect(judge('The mill turns slowly in summer', 'ko').rankings.lexical).toEqual([]);
  });
});
