// Every row of the comparison is held against the old pool that had the same requests, under the threads that serve it best.

import { describe, expect, test } from 'bun:test';
import { type Measured, toFigures, toTable } from '../../bench/harness/old-design-report.ts';

const OLD = { role: 'pool', name: 'old', engine: '4 x 1 thread', path: '/prefetch' } as const;
const OURS = { name: 'Quintet', engine: 'an engine' } as const;

function measured(contender: Measured['contender'], p50Ms: number, rest: Partial<Measured> = {}): Measured {
  return { contender, atOnce: 1, p50Ms, p95Ms: p50Ms * 2, perSecond: 1000 / p50Ms, cpuMs: p50Ms, ...rest };
}

const POOLS = [
  measured({ ...OLD, kind: 'new-question' }, 100),
  measured({ ...OLD, engine: '4 x library default', kind: 'new-question' }, 80, { perSecond: 9, cpuMs: 160 }),
  measured({ ...OLD, kind: 'chart' }, 60),
];
const WASM = measured({ ...OURS, role: 'wasm', kind: 'new-question' }, 40);
const NATIVE = measured({ ...OURS, role: 'native', kind: 'new-question' }, 10);
const SILENT = measured({ ...OURS, role: 'wasm', kind: 'chart' }, 0.5, { cpuMs: undefined });
const TOKENS = { asked: 58, silent: 44, question: 32 };

function tableOf(rows: readonly Measured[]): readonly string[] {
  const { rows: lines } = toTable(rows, { backend: 'onnx', model: 'm', tokens: TOKENS });
  return lines.map((cells) => cells.map(String).join(' | '));
}

describe('the report on the old design', () => {
  test('holds each number against the better thread setting of the old pool', () => {
    const lines = tableOf([...POOLS, NATIVE]);
    expect(lines.at(-1)).toEndWith('| 8.00 x | 10.0 x | 10.0 x');
  });

  test('holds a prefetch without a question against the old pool without one', () => {
    expect(tableOf([...POOLS, SILENT]).at(-1)).toEndWith('| 120 x | 120 x | -');
  });

  test('names the texts that each design encodes', () => {
    const texts = tableOf([...POOLS, WASM, SILENT]).map((line) => line.split(' | ')[2]);
    expect(texts).toEqual(['6 x 58', '6 x 58', '6 x 44', '1 x 32', 'none']);
  });

  test('never shows readers one lane without the other where both were measured', () => {
    const shown = (rows: readonly Measured[]) => toFigures(rows, 'onnx').flatMap((figure) => figure.shown ?? []);
    expect(shown([...POOLS, WASM, NATIVE])[0]).toContain('(WASM; 8.00 x on the native lane)');
    expect(shown([...POOLS, WASM])[0]).toContain('(WASM)');
  });

  test('gives no figure for what was not measured', () => {
    const unread = { ...WASM, cpuMs: undefined };
    const names = toFigures([...POOLS, unread, SILENT], 'torch').map(({ name }) => name);
    expect(names).toEqual([
      'torch: Quintet (WASM), new question, against the old pool',
      'torch: Quintet, no question, against the old pool without one',
    ]);
  });
});
