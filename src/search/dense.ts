// Exact scan of unit vectors. A filter is applied before the scan, never after, so that it cannot empty the answer.

import { dotAt, type Vector } from '../kernel/vector.ts';

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

/** The vector of one row. */
export function rowVector({ vectors, dimension, firstRow }: VectorRows, item: number): Vector {
  const at = (firstRow + item) * dimension;
  return vectors.subarray(at, at + dimension);
}
