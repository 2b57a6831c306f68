// Results on disk, and what counts as a change for the better.

import { expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Figure } from '../../bench/harness/bench.ts';
import { meetsGoal, round } from '../../bench/harness/bench.ts';
import { compareFigures, findPrevious, listVersions, type Result, saveResult } from '../../bench/harness/results.ts';

function figure(value: number, better: Figure['better'], unit = 'ms'): Figure {
  return { name: 'a', value, unit, better };
}

test('a ratio above one is better whichever way the figure points', () => {
  expect(compareFigures([figure(5, 'lower')], [figure(10, 'lower')])[0]?.ratio).toBe(2);
  expect(compareFigures([figure(5, 'higher')], [figure(10, 'higher')])[0]?.ratio).toBe(0.5);
});

test('figures of another unit, or that were nothing, are not compared', () => {
  expect(compareFigures([figure(5, 'lower')], [figure(5, 'lower', 's')])).toEqual([]);
  expect(compareFigures([figure(5, 'lower')], [figure(0, 'lower')])).toEqual([]);
});

test('a goal is met at its edge, and there is none where none was set', () => {
  expect(meetsGoal({ ...figure(5, 'lower'), goal: 5 })).toBe(true);
  expect(meetsGoal({ ...figure(5, 'higher'), goal: 6 })).toBe(false);
  expect(meetsGoal(figure(5, 'lower'))).toBeUndefined();
});

test('numbers keep three digits', () => {
  expect([0, 0.12345, 1234.5].map(round)).toEqual([0, 0.123, 1230]);
});

test('the release before is compared with, and without one the last run of this release', async () => {
  const root = await mkdtemp(path.join(os.tmpdir(), 'quintet-results-'));
  try {
    const result = {
      name: 'a',
      question: '',
      version: '0.2.0',
      commit: 'first',
      figures: [],
      tables: [],
    } as unknown as Result; // Only these are read here.
    expect(await findPrevious('a', { root, version: '0.2.0' })).toBeUndefined();
    await saveResult(result, { root });
    expect((await findPrevious('a', { root, version: '0.2.0' }))?.commit).toBe('first');
    await saveResult({ ...result, version: '0.10.0', commit: 'second' }, { root });
    expect(await listVersions(root)).toEqual(['0.2.0', '0.10.0']);
    expect((await findPrevious('a', { root, version: '0.10.0' }))?.version).toBe('0.2.0');
  } finally {
    await rm(root, { recursive: true });
  }
});
