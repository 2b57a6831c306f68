// Items of the pack pass without a look at their texts, but not without a look at what was computed.
import { expect, test } from 'bun:test';
import { isOutcome } from '../../src/prefetch/is-outcome.ts';
import { FoundItem } from '../../src/sources/found-item.ts';
import { indexFixture } from '../fixtures/packs.ts';

test.each([
  [0.5, true],
  [Number.NaN, false],
])('an item of the pack with the score %p: %p', async (score, isGood) => {
  const index = await indexFixture('open');
  const [item] = index.pack.parts.get('docs')?.items ?? [];
  if (!item) throw new Error('The fixture has no docs');
  const found = new FoundItem({ index, item, locale: 'en', row: 0, score, factIds: [], tokens: 1, path: undefined });
  expect(isOutcome({ status: 'ok', items: [found] })).toBe(isGood);
});
