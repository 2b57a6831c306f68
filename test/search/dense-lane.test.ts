// The dense lane of two languages: what fusion sees does not depend on whether a scan over codes came first.
import { describe, expect, test } from 'bun:test';
import { LOCALES } from '../../src/kernel/locale.ts';
import { createSeededRandom } from '../../src/kernel/seeded-random.ts';
import { createVectorTable, NOT_ALLOWED, type VectorTable } from '../../src/search/dense.ts';
import { scoreDenseLane } from '../../src/search/dense-lane.ts';
import { fuseLanes } from '../../src/search/fuse.ts';
import { createMask, createVectors, openScan } from '../fixtures/scan-vectors.ts';

const DIMENSION = 32;
/** Another part lies before it, so that it begins inside a block. */
const BEFORE = 7;

function rowsOf(table: VectorTable, itemCount: number) {
  return (locale: (typeof LOCALES)[number]) => ({
    ...table,
    firstRow: LOCALES.indexOf(locale) * itemCount + BEFORE,
  });
}

function lexicalScores(items: number): Float32Array {
  const random = createSeededRandom(5);
  return Float32Array.from({ length: items }, () => (random.below(3) === 0 ? random.next() : 0));
}

describe('scoreDenseLane', () => {
  for (const [items, share] of [
    [40, 1],
    [1500, 1],
    [1500, 0.1],
    [1500, 0],
  ] as const)
    test(`gives fusion the same scores from codes as from all vectors when ${share * 100} % of ${items} items are allowed`, () => {
      const itemCount = items + BEFORE;
      const spec = { rows: 2 * itemCount, dimension: DIMENSION, seed: items };
      const scan = openScan({ ...spec, hasCodes: true });
      const plain = openScan({ ...spec, hasCodes: false });
      const lexical = lexicalScores(items);
      for (let seed = 0; seed < 6; seed++) {
        const vector = createVectors({ ...spec, rows: 1, seed });
        const query = { vector, allowed: createMask(items, { share, seed }), lexical };
        const tables = [scan, plain].map((found) => ({ vectors: found.vectors, dimension: DIMENSION, scan: found }));
        const [fast, slow] = tables.map((table) => scoreDenseLane(rowsOf(table, itemCount), query));
        expect(fuseLanes({ lexical, dense: fast })).toEqual(fuseLanes({ lexical, dense: slow }));
      }
    });

  test('is undefined while there are no vectors', () => {
    const query = { vector: new Float32Array(2), allowed: Uint8Array.of(1), lexical: Float32Array.of(0) };
    expect(scoreDenseLane(() => undefined, query)).toBeUndefined();
  });

  test('adds half of the weaker language, and leaves out what is not allowed', () => {
    const vectors = Float32Array.of(1, 0, 0, 1, 0.6, 0.8, 1, 0);
    const table = createVectorTable({ vectors, dimension: 2 });
    const scores = scoreDenseLane((locale) => ({ ...table, firstRow: 2 * LOCALES.indexOf(locale) }), {
      vector: Float32Array.of(1, 0),
      allowed: Uint8Array.of(1, 0),
      lexical: new Float32Array(2),
    });
    expect(scores?.[0]).toBeCloseTo(1.3, 6);
    expect(scores?.[1]).toBe(NOT_ALLOWED);
  });
});
