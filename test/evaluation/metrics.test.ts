// The measures against cases that were worked out by hand.
import { describe, expect, test } from 'bun:test';
import { ndcgAt, recallAt } from '../../src/evaluation/metrics.ts';

const TWO = new Map([
  ['a', 1],
  ['c', 1],
]);

describe('recallAt', () => {
  test('counts the relevant items within the depth, out of all that are relevant', () => {
    expect(recallAt(8).of(['b', 'a', 'x', 'c'], TWO)).toBe(1);
    expect(recallAt(3).of(['b', 'a', 'x', 'c'], TWO)).toBe(0.5);
    expect(recallAt(1).of(['b', 'a'], TWO)).toBe(0);
  });

  test('stays below 1 when more are relevant than the depth can hold', () => {
    expect(recallAt(1).of(['a', 'c'], TWO)).toBe(0.5);
  });

  test('is 0 when nothing is relevant or nothing was found', () => {
    expect(recallAt(8).of(['a'], new Map())).toBe(0);
    expect(recallAt(8).of([], TWO)).toBe(0);
  });
});

describe('ndcgAt', () => {
  test('divides the discounted gain by that of the best order', () => {
    // Places 2 and 3: (1/log2 3 + 1/log2 4) / (1 + 1/log2 3) = 1.130930 / 1.630930.
    expect(ndcgAt(10).of(['b', 'a', 'c'], TWO)).toBeCloseTo(0.693426, 6);
    expect(ndcgAt(10).of(['a', 'c', 'b'], TWO)).toBe(1);
  });

  test('takes the grade itself as gain, as trec_eval does', () => {
    const graded = new Map([
      ['a', 2],
      ['b', 1],
    ]);
    // (1 + 2/log2 3) / (2 + 1/log2 3) = 2.261860 / 2.630930.
    expect(ndcgAt(10).of(['b', 'a'], graded)).toBeCloseTo(0.859719, 6);
  });

  test('looks no further than its depth, neither in the ranking nor in the best order', () => {
    expect(ndcgAt(1).of(['a', 'c'], TWO)).toBe(1);
    expect(ndcgAt(2).of(['x', 'y', 'a', 'c'], TWO)).toBe(0);
  });

  test('is 0 when nothing is relevant', () => {
    expect(ndcgAt(10).of(['a'], new Map())).toBe(0);
  });
});
