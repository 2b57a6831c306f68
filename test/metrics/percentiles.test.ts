import { describe, expect, test } from 'bun:test';
import { Percentiles } from '../../src/metrics/percentiles.ts';
import { WINDOW_MINUTES } from '../../src/metrics/slices.ts';
import { createManualClock } from './fixtures.ts';

/** A small generator (Park and Miller), so that a failure repeats. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const SHAPES: Record<string, (random: () => number) => number> = {
  uniform: (random) => 1 + 99 * random(),
  'log-normal': (random) => Math.exp(Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())),
  'two humps, microseconds and seconds': (random) => (random() < 0.9 ? 0.01 + 0.02 * random() : 1000 + 9000 * random()),
  'from 10 nanoseconds to one second': (random) => 10 ** (-5 + 8 * random()),
  constant: () => 1,
};

function exact(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

describe('percentiles', () => {
  for (const [name, draw] of Object.entries(SHAPES))
    for (const size of [1, 10, 1000, 20_000])
      test(`are within 1 % of exact ones when ${size} durations are ${name}`, () => {
        const clock = createManualClock();
        const percentiles = new Percentiles({ clock });
        const random = createRandom(size + 7);
        const values: number[] = [];
        for (let index = 0; index < size; index += 1) {
          const value = draw(random);
          values.push(value);
          percentiles.record('a', value);
          // Spread over slices, so that what is measured are merged sketches.
          clock.advance(59_000 / size);
        }
        values.sort((a, b) => a - b);
        for (const minutes of WINDOW_MINUTES) {
          const summary = percentiles.report(minutes).durations.get('a');
          expect(summary?.count).toBe(size);
          const near = (found: number | undefined, wanted: number) =>
            expect(Math.abs((found ?? 0) - wanted)).toBeLessThanOrEqual(wanted * 0.01 + 1e-6);
          near(summary?.minMs, values[0] ?? 0);
          near(summary?.maxMs, values.at(-1) ?? 0);
          near(summary?.avgMs, values.reduce((sum, value) => sum + value, 0) / size);
          near(summary?.p50Ms, exact(values, 0.5));
          near(summary?.p95Ms, exact(values, 0.95));
          near(summary?.p99Ms, exact(values, 0.99));
        }
      });

  test('lose no count when durations are a nanosecond and less', () => {
    const clock = createManualClock();
    const percentiles = new Percentiles({ clock });
    for (let slice = 0; slice < 12; slice += 1) {
      for (const value of [0, -1, 1e-9, 1e-6, Number.NaN]) percentiles.record('a', value);
      clock.advance(5_000);
    }
    expect(percentiles.report(60).durations.get('a')).toMatchObject({ count: 60, p99Ms: 1e-5 });
  });

  test('are of the last minute only when an older minute was slow', () => {
    const clock = createManualClock();
    const percentiles = new Percentiles({ clock });
    for (let index = 0; index < 100; index += 1) percentiles.record('a', 500);
    clock.advance(120_000);
    for (let index = 0; index < 100; index += 1) percentiles.record('a', 5);
    expect(percentiles.report(1).durations.get('a')?.maxMs).toBe(5);
    expect(percentiles.report(5).durations.get('a')?.maxMs).toBe(500);
  });

  test('keep a bounded number of series when a name is not closed', () => {
    const percentiles = new Percentiles({ clock: createManualClock() });
    for (let index = 0; index < 1000; index += 1) {
      percentiles.record(`a${index}`, 1);
      percentiles.count(`b${index}`);
    }
    const { durations, counts } = percentiles.report(1);
    expect(durations.size).toBeLessThanOrEqual(97);
    expect(durations.get('other')?.count).toBe(904);
    expect(counts.size).toBeLessThanOrEqual(97);
    expect(counts.get('other')).toBe(904);
  });

  test('give the same when they are read twice', () => {
    const percentiles = new Percentiles({ clock: createManualClock() });
    for (let index = 1; index <= 50; index += 1) percentiles.record('a', index);
    expect(percentiles.report(60)).toEqual(percentiles.report(60));
  });
});
