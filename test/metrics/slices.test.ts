import { describe, expect, test } from 'bun:test';
import { RollingSlices, WINDOW_MINUTES } from '../../src/metrics/slices.ts';
import { createManualClock } from './fixtures.ts';

function createCounting(startMs = 0) {
  const clock = createManualClock(startMs);
  const slices = new RollingSlices<{ n: number }>({
    clock,
    create: () => ({ n: 0 }),
    merge(target, from) {
      target.n += from.n;
    },
  });
  const counts = () => WINDOW_MINUTES.map((minutes) => slices.window(minutes).value.n);
  const add = (): void => {
    slices.current().n += 1;
  };
  return { clock, slices, counts, add };
}

describe('rolling slices', () => {
  test('one event is in every window when it has just happened', () => {
    const { counts, add } = createCounting();
    add();
    expect(counts()).toEqual([1, 1, 1]);
  });

  test('an event leaves each window within a tenth of its length after its time', () => {
    const { clock, counts, add } = createCounting(1234);
    add();
    const left = [0, 0, 0];
    for (let ms = 0; ms < 4_000_000; ms += 1000) {
      for (const [index, count] of counts().entries()) if (count === 1) left[index] = ms;
      clock.advance(1000);
    }
    for (const [index, minutes] of WINDOW_MINUTES.entries()) {
      expect(left[index]).toBeGreaterThanOrEqual(minutes * 60_000 - 1000);
      expect(left[index]).toBeLessThanOrEqual(minutes * 60_000 * (1 + 1 / 10));
    }
  });

  test('a steady stream is counted once an event when slices fall into coarser ones', () => {
    const { clock, slices, add } = createCounting(777);
    for (let second = 0; second < 9_000; second += 1) {
      add();
      clock.advance(1000);
    }
    for (const minutes of WINDOW_MINUTES) {
      const { value, coveredMs } = slices.window(minutes);
      expect(Math.abs(value.n - coveredMs / 1000)).toBeLessThanOrEqual(1);
      expect(coveredMs).toBeGreaterThanOrEqual(minutes * 60_000);
    }
  });

  test('covered time is the age of the service when it is younger than the window', () => {
    const { clock, slices } = createCounting(5_000_000);
    clock.advance(7_000);
    expect(slices.window(60).coveredMs).toBe(7_000);
  });

  test('nothing is left when a service was idle for longer than all windows', () => {
    const { clock, counts, add } = createCounting();
    add();
    clock.advance(10_000_000);
    expect(counts()).toEqual([0, 0, 0]);
    add();
    expect(counts()).toEqual([1, 1, 1]);
  });
});
