// Exact scan of unit vectors. A filter is applied before the scan, never after, so that it cannot empty the answer.

import { dotAt, type Vector } from '../kernel/vector.ts';
import { VectorScan } from './scan/vector-scan.ts';

/** Vectors in the order of rows, with their scan where the machine has one. */
export type VectorTable = { readonly vectors: Float32Array; readonly dimension: number; readonly scan?: VectorScan };

export type VectorRows = VectorTable & { readonly firstRow: number };

type DenseQuery = { readonly vector: Vector; readonly allowed: Uint8Array };

/** Below every score that lanes give: marks what may not be found. */
export const NOT_ALLOWED = -2;

/** Rows from which a scan over codes saves more than its codes cost (measured: below it, f32 rows stay in the cache). */
const CODES_FROM_ROWS = 20_000;

/** The same vectors where a scan can read them; the given array is no longer needed then. */
export function createVectorTable({ vectors, dimension }: Omit<VectorTable, 'scan'>): VectorTable {
  const rows = vectors.length / dimension;
  const scan = VectorScan.allocate({ rows, dimension, hasCodes: rows >= CODES_FROM_ROWS });
  if (!scan) return { vectors, dimension };
  scan.vectors.set(vectors);
  scan.encode();
  return { vectors: scan.vectors, dimension, scan };
}

/** Cosine of the query to every allowed row; the others score `NOT_ALLOWED`. */
export function scoreDense(rows: VectorRows, query: DenseQuery): Float32Array {
  const { vectors, dimension, firstRow, scan } = rows;
  if (scan) return scan.score({ ...query, firstRow });
  const { vector, allowed } = query;
  const scores = new Float32Array(allowed.length).fill(NOT_ALLOWED);
  for (let item = 0; item < allowed.length; item++) {
    if (!allowed[item]) continue;
    scores[item] = dotAt(vectors, { at: (firstRow + item) * dimension, vector });
  }
  return scores;
}

/** What the cosine to every allowed row can be at most; undefined where reading all of the rows costs no more. */
export function boundDense({ scan, firstRow }: VectorRows, query: DenseQuery): Float32Array | undefined {
  return scan?.bound({ ...query, firstRow });
}

/** The vector of one row. */
export function rowVector({ vectors, dimension, firstRow }: VectorRows, item: number): Vector {
  const at = (firstRow + item) * dimension;
  return vectors.subarray(at, at + dimension);
}
