// From bounds to the exact best: the same items in the same order as a scan of everything, however few may be found.
import { describe, expect, test } from 'bun:test';
import { NOT_ALLOWED, scoreDense } from '../../../src/search/dense.ts';
import { topItems } from '../../../src/search/fuse.ts';
import { sharpen } from '../../../src/search/scan/sharpen.ts';
import { createMask, openScan } from '../../fixtures/scan-vectors.ts';

const ROWS = 900;
const DIMENSION = 48;

describe('sharpen', () => {
  for (const depth of [1, 7, 100, 2000])
    for (const share of [0, 0.02, 0.5, 1])
      test(`finds the best ${depth} in their order, ties included, when ${share * 100} % of the rows are allowed`, () => {
        const scan = openScan({ rows: ROWS, dimension: DIMENSION, seed: depth, hasCodes: true });
        for (let seed = 0; seed < 8; seed++) {
          const row = (seed * 131) % ROWS;
          const vector = scan.vectors.slice(row * DIMENSION, (row + 1) * DIMENSION);
          const query = { vector, firstRow: 0, allowed: createMask(ROWS, { share, seed }) };
          const scores = scoreDense({ vectors: scan.vectors, dimension: DIMENSION, firstRow: 0 }, query);
          const bounds = scan.bound(query) ?? new Float32Array();
          sharpen(bounds, { depth, score: (items) => scan.scoreRows(vector, items) });
          const best = topItems(bounds, { depth, floor: NOT_ALLOWED });
          expect(best).toEqual(topItems(scores, { depth, floor: NOT_ALLOWED }));
          expect(best.map((item) => bounds[item])).toEqual(best.map((item) => scores[item]));
        }
      });

  test('keeps equal items in their order when only bounds tell them apart', () => {
    const exact = [0.5, 0.9, 0.5, 0.5, 0.1];
    const bounds = Float32Array.of(0.5, 0.95, 0.7, 0.6, 0.4);
    sharpen(bounds, { depth: 2, score: (items) => Float32Array.from(items, (item) => exact[item] ?? 0) });
    expect(topItems(bounds, { depth: 2, floor: NOT_ALLOWED })).toEqual([1, 0]);
  });

  test('asks for no score of an item that cannot be among the best', () => {
    const asked: number[] = [];
    const bounds = Float32Array.of(0.9, 0.8, 0.3, NOT_ALLOWED, 0.2);
    const score = (items: readonly number[]) => {
      asked.push(...items);
      return Float32Array.from(items, (item) => (bounds[item] ?? 0) - 0.1);
    };
    sharpen(bounds, { depth: 1, also: [3, 4], score });
    expect(asked).toEqual([0, 4, 1]);
    expect(bounds[3]).toBe(NOT_ALLOWED);
  });
});
