// Exact scan of unit vectors. A filter is applied before the scan, never after, so that it cannot empty the answer.

import type { Vector } from '../kernel/vector.ts';

export type VectorRows = { readonly vectors: Float32Array; readonly dimension: number; readonly firstRow: number };

/** Below every score that lanes give: marks what may not be found. */
export const NOT_ALLOWED = -2;

/** Cosine of the query to every allowed row; the others score `NOT_ALLOWED`. */
export function scoreDense(rows: VectorRows, query: { vector: Vector; allowed: Uint8Array }): Float32Array {
  const { vectors, dimension, firstRow } = rows;
  const { vector, allowed } = query;
  const scores = new Float32Array(allowed.length).fill(NOT_ALLOWED);
  for (let item = 0; item < allowed.length; item++) {
    if (!allowed[item]) continue;
    scores[item] = dotAt(vectors, { at: (firstRow + item) * dimension, vector });
  }
  return scores;
}

/** Dot product with the row that starts at `at`; four accumulators, as in `dot`, without a view per row. */
function dotAt(vectors: Float32Array, { at, vector }: { at: number; vector: Vector }): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const { length } = vector;
  for (let i = 0; i < length; i += 4) {
    s0 += (vectors[at + i] ?? 0) * (vector[i] ?? 0);
    s1 += (vectors[at + i + 1] ?? 0) * (vector[i + 1] ?? 0);
    s2 += (vectors[at + i + 2] ?? 0) * (vector[i + 2] ?? 0);
    s3 += (vectors[at + i + 3] ?? 0) * (vector[i + 3] ?? 0);
  }
  return s0 + s1 + s2 + s3;
}

/** The vector of one row. */
export function rowVector({ vectors, dimension, firstRow }: VectorRows, item: number): Vector {
  const at = (firstRow + item) * dimension;
  return vectors.subarray(at, at + dimension);
}
