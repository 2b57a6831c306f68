import { describe, expect, test } from 'bun:test';
import { deviationOf } from '../../../src/embedding/golden.ts';
import { probeEngine } from '../../../src/embedding/native/probe.ts';
import { ManualClock } from '../../fixtures/manual-clock.ts';
import { createNativeAssets, spawnProcess } from '../../fixtures/processes.ts';

const golden = { tolerance: 0.01, cases: [{ ids: Int32Array.of(3, 4), head: [3, 2] }] };

function probe(mode: string, clock = new ManualClock(), limitMs = 1000) {
  return probeEngine({ spawn: spawnProcess(mode), assets: createNativeAssets(), golden, limitMs, clock });
}

describe('a probe', () => {
  test('finds an engine that works, and its adapter', async () => {
    expect(await probe('hardware')).toEqual({ isUsable: true, adapter: { name: 'Real Card 9000', isSoftware: false } });
    expect(await probe('echo')).toEqual({ isUsable: true, adapter: undefined });
  });

  test('says by how much the vectors are wrong', async () => {
    const outcome = await probe('wrong-vectors');
    expect(outcome).toMatchObject({ isUsable: false });
    expect(JSON.stringify(outcome)).toContain('differ by 2.5');
  });

  test('ends a process that does not answer at the time limit', async () => {
    const clock = new ManualClock();
    const outcome = probe('hang-at-boot', clock);
    clock.advance(1000);
    expect(await outcome).toEqual({ isUsable: false, reason: 'It gave no answer within 1000 ms' });
  });

  test('leaves no timer behind', async () => {
    const clock = new ManualClock();
    await probe('exit', clock);
    expect(clock.pending).toBe(0);
  });

  test('takes a program that cannot be started for a device that does not work', async () => {
    const spawn = (): never => {
      throw new Error('no such program');
    };
    const options = { assets: createNativeAssets(), golden, limitMs: 1000, clock: new ManualClock() };
    expect(await probeEngine({ ...options, spawn })).toMatchObject({ isUsable: false });
  });
});

describe('the deviation of a vector', () => {
  test('is its largest difference, and infinite for what is not there', () => {
    expect(deviationOf(Float32Array.of(1, 2, 9), [1, 2.5])).toBe(0.5);
    expect(deviationOf(Float32Array.of(1), [1, 2])).toBe(Number.POSITIVE_INFINITY);
    expect(deviationOf(Float32Array.of(Number.NaN), [1])).toBe(Number.POSITIVE_INFINITY);
  });
});
