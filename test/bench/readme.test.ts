// The README's tables say what settings and results say, and nothing between other lines is touched.

import { describe, expect, test } from 'bun:test';
import path from 'node:path';
import { replaceBetween } from '../../bench/harness/markers.ts';
import type { Result } from '../../bench/harness/results.ts';
import { renderMeasured, renderReadme } from '../../bench/readme.ts';

const ROOT = path.join(import.meta.dir, '../..');

function result(change: Partial<Result> = {}): Result {
  return {
    name: 'journey',
    question: 'what?',
    version: '1.0.0',
    commit: 'abc',
    isDirty: false,
    mode: 'full',
    seed: 1,
    tookSeconds: 1,
    machine: { cpu: 'CPU', cores: 2, memoryGib: 8, system: 'linux' },
    load: { average1m: 0, busyShare: 0, isLoaded: false },
    versions: { bun: '1.4.5' },
    pack: 'p',
    model: 'm',
    tables: [],
    figures: [
      { name: 'a', value: 0.4321, unit: 'ms', better: 'lower', goal: 0.5, shown: 'a prefetch' },
      { name: 'b', value: 700, unit: 'requests/s', better: 'higher', goal: 1800, shown: 'many prefetches' },
      { name: 'c', value: 1, unit: 'x', better: 'lower' },
    ],
    ...change,
  };
}

describe('bun bench readme', () => {
  test('leaves README.md as it is committed', async () => {
    const text = await Bun.file(path.join(ROOT, 'README.md')).text();
    expect(await renderReadme(text, { root: ROOT })).toBe(text);
  });

  test('shows figures with words, their goals, and which were not reached', () => {
    const lines = renderMeasured([result()]).split('\n');
    expect(lines).toContain('| a prefetch | 0.432 ms | <= 0.5 | `bun bench journey` |');
    expect(lines).toContain('| many prefetches | 700 requests/s | >= 1800 (not reached) | `bun bench journey` |');
    expect(lines.join()).not.toContain(' x |');
  });

  test('says so when others used the machine', () => {
    const load = { average1m: 9, busyShare: 0.9, isLoaded: true };
    expect(renderMeasured([result({ load })])).toContain('Others used the machine during journey');
    expect(renderMeasured([result()])).not.toContain('Others used');
  });

  test('says how to measure when nothing was measured', () => {
    expect(renderMeasured([])).toBe('Run `bun bench` for the figures of your machine.');
  });

  test('replaces what lies between two markers and refuses a text without them', () => {
    const marked = 'a\n<!-- x -->\nold\n<!-- /x -->\nb';
    expect(replaceBetween(marked, { marker: 'x', content: 'new' })).toBe('a\n<!-- x -->\nnew\n<!-- /x -->\nb');
    expect(() => replaceBetween('a', { marker: 'x', content: 'new' })).toThrow('<!-- x -->');
  });
});
