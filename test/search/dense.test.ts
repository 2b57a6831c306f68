// The dense lane: exact cosines of the allowed rows, wherever in the segment the part lies.
import { describe, expect, test } from 'bun:test';
import { dot, normalize } from '../../src/kernel/vector.ts';
import { createVectorTable, NOT_ALLOWED, rowVector, scoreDense } from '../../src/search/dense.ts';

const DIMENSION = 8;

function randomRows(count: number): Float32Array {
  let state = 7;
  const next = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647 - 0.5;
  };
  return new Float32Array(
    Array.from({ length: count }, () => [...normalize(Float32Array.from({ length: DIMENSION }, next))]).flat(),
  );
}

describe('scoreDense', () => {
  test('gives the exact dot product of every allowed row, counted from the first row of the part', () => {
    const rows = { vectors: randomRows(9), dimension: DIMENSION, firstRow: 4 };
    const vector = rowVector(rows, 2);
    const scores = scoreDense(rows, { vector, allowed: Uint8Array.of(1, 1, 1, 1, 1) });
    for (const [item, score] of scores.entries()) expect(score).toBeCloseTo(dot(rowVector(rows, item), vector), 5);
    expect(scores[2]).toBeCloseTo(1, 5);
  });

  test('marks rows that are not allowed, however near they are', () => {
    const rows = { vectors: randomRows(3), dimension: DIMENSION, firstRow: 0 };
    const scores = scoreDense(rows, { vector: rowVector(rows, 0), allowed: Uint8Array.of(0, 1, 0) });
    expect([scores[0], scores[2]]).toEqual([NOT_ALLOWED, NOT_ALLOWED]);
  });
});

describe('createVectorTable', () => {
  test('keeps the vectors as they are, in the memory of the scan', () => {
    const vectors = randomRows(5);
    const table = createVectorTable({ vectors, dimension: DIMENSION });
    expect(table.vectors).toEqual(vectors);
    expect(table.vectors.buffer).not.toBe(vectors.buffer);
    expect(rowVector({ ...table, firstRow: 1 }, 2)).toEqual(vectors.slice(3 * DIMENSION, 4 * DIMENSION));
  });

  test('makes codes only when there are rows enough for them', () => {
    const codesOf = (rows: number) =>
      createVectorTable({ vectors: new Float32Array(rows * 2), dimension: 2 }).scan?.hasCodes;
    expect([codesOf(100), codesOf(20_000)]).toEqual([false, true]);
  });
});
