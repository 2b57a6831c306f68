import { describe, expect, test } from 'bun:test';
import { createSeededRandom } from '../../src/kernel/seeded-random.ts';

describe('createSeededRandom', () => {
  test('gives the same numbers for the same seed on every machine', () => {
    const random = createSeededRandom(7);
    const numbers = [random.below(1000), random.below(1000), random.below(1000)];
    const again = createSeededRandom(7);
    expect(numbers).toEqual([again.below(1000), again.below(1000), again.below(1000)]);
    expect(createSeededRandom(8).below(1000)).not.toBe(numbers[0] ?? 0);
    expect(numbers).toEqual([11, 61, 976]);
  });

  test('stays below the size and reaches every place of it', () => {
    const random = createSeededRandom(1);
    const seen = new Set(Array.from({ length: 500 }, () => random.below(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('picks members of a list only', () => {
    const random = createSeededRandom(2);
    const picks = Array.from({ length: 50 }, () => random.pick(['a', 'b']));
    expect(new Set(picks)).toEqual(new Set(['a', 'b']));
  });
});
