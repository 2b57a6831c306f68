// The scan against the plain loop: exact scores are the same, bounds never lie below them, filters hold.
import { describe, expect, test } from 'bun:test';
import { NOT_ALLOWED, scoreDense } from '../../../src/search/dense.ts';
import { VectorScan } from '../../../src/search/scan/vector-scan.ts';
import { createMask, createVectors, openScan } from '../../fixtures/scan-vectors.ts';

/** Around the steps of the kernel: 1, 4, 8 and 16 numbers, blocks of 4 rows. */
const SHAPES = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 100, 384].map((dimension, at) => ({
  dimension,
  rows: [1, 2, 3, 4, 5, 6, 9, 13, 40][at % 9] ?? 1,
  seed: at + 1,
}));
const SHARES = [0, 0.2, 0.7, 1];

function rowNumbers(count: number): number[] {
  return Array.from({ length: count }, (_, row) => row);
}

describe('VectorScan', () => {
  for (const shape of SHAPES)
    test(`scores to the bit as the plain loop does when ${shape.rows} rows have ${shape.dimension} dimensions`, () => {
      const scan = openScan({ ...shape, hasCodes: true });
      const vector = createVectors({ ...shape, rows: 1, seed: 99 });
      const table = { vectors: scan.vectors, dimension: shape.dimension };
      for (const firstRow of [0, 1, Math.floor(shape.rows / 2), shape.rows - 1].filter((row) => row < shape.rows))
        for (const share of SHARES) {
          const allowed = createMask(shape.rows - firstRow, { share, seed: shape.seed + firstRow });
          const expected = scoreDense({ ...table, firstRow }, { vector, allowed });
          expect(scoreDense({ ...table, firstRow, scan }, { vector, allowed })).toEqual(expected);
          const bounds = scan.bound({ vector, firstRow, allowed }) ?? new Float32Array();
          expect(bounds).toHaveLength(expected.length);
          for (const [item, score] of expected.entries()) {
            if (!allowed[item]) expect([score, bounds[item]]).toEqual([NOT_ALLOWED, NOT_ALLOWED]);
            else {
              expect(bounds[item]).toBeGreaterThanOrEqual(score);
              expect((bounds[item] ?? 9) - score).toBeLessThan(0.05);
            }
          }
        }
    });

  test('scores rows in the order in which it is asked, also twice', () => {
    const scan = openScan({ rows: 6, dimension: 12, seed: 2, hasCodes: false });
    const vector = createVectors({ rows: 1, dimension: 12, seed: 4 });
    const all = scan.scoreRows(vector, rowNumbers(6));
    expect([...scan.scoreRows(vector, [5, 0, 5])]).toEqual([all[5] ?? 9, all[0] ?? 9, all[5] ?? 9]);
  });

  test('bounds every row when rows and query are as bad for rounding as they can be', () => {
    const dimension = 24;
    const scan = openScan({ rows: 8, dimension, seed: 3, hasCodes: true });
    scan.vectors.fill(0);
    // One large number makes the step of a row coarse; the rest lies half a step off, or is far too small.
    for (let row = 0; row < 8; row++)
      for (let i = 0; i < dimension; i++)
        scan.vectors[row * dimension + i] = i === 0 ? 1 : ((row % 4) + 0.499) / 127 / 4 ** (row >> 2);
    scan.vectors.fill(0, 7 * dimension);
    scan.encode();
    const allowed = new Uint8Array(8).fill(1);
    for (const sign of [1, -1, 0, 1e-3, 1e3]) {
      const vector = Float32Array.from({ length: dimension }, (_, i) => sign * (i % 2 ? 1 : 1.3));
      const bounds = scan.bound({ vector, firstRow: 0, allowed }) ?? new Float32Array();
      for (const [row, score] of scan.scoreRows(vector, rowNumbers(8)).entries())
        expect(bounds[row]).toBeGreaterThanOrEqual(score);
    }
  });

  test('has no bounds when it was opened without codes', () => {
    const scan = openScan({ rows: 3, dimension: 8, seed: 1, hasCodes: false });
    expect(scan.bound({ vector: new Float32Array(8), firstRow: 0, allowed: new Uint8Array(3) })).toBeUndefined();
  });

  test('gives arrays of its own when it is asked again', () => {
    const scan = openScan({ rows: 4, dimension: 8, seed: 1, hasCodes: true });
    const ask = (row: number) => ({
      vector: scan.vectors.slice(row * 8, row * 8 + 8),
      firstRow: 0,
      allowed: new Uint8Array(4).fill(1),
    });
    const first = scan.scoreRows(ask(0).vector, rowNumbers(4));
    const bounds = scan.bound(ask(0));
    const kept = [[...first], [...(bounds ?? [])]];
    scan.scoreRows(ask(3).vector, rowNumbers(4));
    expect([[...first], [...(bounds ?? [])]]).toEqual(kept);
    expect(first[0]).toBeCloseTo(1, 6);
  });

  test('answers nothing when there is nothing', () => {
    const scan = openScan({ rows: 0, dimension: 8, seed: 1, hasCodes: true });
    const query = { vector: new Float32Array(8), firstRow: 0, allowed: new Uint8Array() };
    expect([scan.scoreRows(query.vector, []), scan.bound(query)]).toEqual([new Float32Array(), new Float32Array()]);
  });

  test('is not there when the rows are more than 32 bits can address', () => {
    expect(VectorScan.allocate({ rows: 3_000_000, dimension: 384, hasCodes: true })).toBeUndefined();
  });
});
