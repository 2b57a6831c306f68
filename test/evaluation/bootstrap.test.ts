// The paired bootstrap: repeatable, and right where the answer can be worked out.
import { describe, expect, test } from 'bun:test';
import { bootstrapMean } from '../../src/evaluation/bootstrap.ts';
import { createSeededRandom } from '../../src/kernel/seeded-random.ts';

function cycle(...numbers: readonly number[]): () => number {
  let at = 0;
  return () => numbers[at++ % numbers.length] ?? 0;
}

describe('bootstrapMean', () => {
  test('gives the least and the greatest mean that the draws lead to', () => {
    // Two resamples of two draws: both times the first value, then both times the second.
    const interval = bootstrapMean([0, 1], { random: cycle(0, 0.4, 0.6, 0.9), resamples: 2 });
    expect(interval).toEqual({ mean: 0.5, low: 0, high: 1 });
  });

  test('is a point when all values are equal', () => {
    const { next: random } = createSeededRandom(1);
    expect(bootstrapMean([0.25, 0.25, 0.25], { random })).toEqual({ mean: 0.25, low: 0.25, high: 0.25 });
  });

  test('repeats with its seed', () => {
    const values = Array.from({ length: 40 }, (_, place) => Math.sin(place));
    const once = bootstrapMean(values, { random: createSeededRandom(7).next });
    expect(bootstrapMean(values, { random: createSeededRandom(7).next })).toEqual(once);
    expect(bootstrapMean(values, { random: createSeededRandom(8).next })).not.toEqual(once);
  });

  test('comes near the interval of the normal distribution for many values', () => {
    const values = Array.from({ length: 400 }, (_, place) => (place % 2 === 0 ? 1 : -1));
    const { mean, low, high } = bootstrapMean(values, { random: createSeededRandom(3).next });
    // Standard deviation 1, so 1.96 / sqrt(400) = 0.098 on either side.
    expect(mean).toBe(0);
    expect(low).toBeCloseTo(-0.098, 1);
    expect(high).toBeCloseTo(0.098, 1);
  });

  test('is 0 without values', () => {
    expect(bootstrapMean([], { random: () => 0 })).toEqual({ mean: 0, low: 0, high: 0 });
  });
});
