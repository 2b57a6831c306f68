// Exact scan of unit vectors. A filter is applied before the scan, never after, so that it cannot empty the answer.

import { dotAt, type Vector } from '../kernel/vector.ts';
import { VectorScan } from './scan/vector-scan.ts';

/** Vectors in the order of rows, with their scan where the machine has one. */
export type VectorTable = { readonly vectors: Float32Array; readonly dimension: number; readonly scan?: VectorScan };

export type VectorRows = VectorTable & { readonly firstRow: number };

type DenseQuery = { readonly vector: Vector; readonly allowed: Uint8Array };

/** Below every score that lanes give: marks what may not be found. */
export const NOT_ALLOWED = -2;

/** Rows from which a scan over codes saves more than its codes cost (measured: below it, all vectors stay in the cache). */
const CODES_FROM_ROWS = 20_000;

/** Items from which bounds and the exact scores of the best take less time than all exact scores (measured). */
const BOUNDS_FROM_ITEMS = 1000;

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
export function scoreDense(rows: VectorRows, { vector, allowed }: DenseQuery): Float32Array {
  const items = listAllowed(allowed);
  const scores = new Float32Array(allowed.length).fill(NOT_ALLOWED);
  const exact = scoreItems(rows, { vector, items });
  for (let at = 0; at < items.length; at++) scores[items[at] ?? 0] = exact[at] ?? NOT_ALLOWED;
  return scores;
}

/** Items that a mask allows. */
export function listAllowed(allowed: Uint8Array): Int32Array {
  const items = new Int32Array(allowed.length);
  let count = 0;
  for (let item = 0; item < allowed.length; item++) if (allowed[item]) items[count++] = item;
  return items.subarray(0, count);
}

/** Cosine of a vector to each of the items. */
export function scoreItems(
  rows: VectorRows,
  { vector, items }: { vector: Vector; items: ArrayLike<number> },
): Float32Array {
  const places = new Int32Array(items.length);
  for (let at = 0; at < places.length; at++) places[at] = rows.firstRow + (items[at] ?? 0);
  return scoreRows(rows, { vector, rows: places });
}

/** Cosine of the query to each of the rows, counted from the beginning of the table. */
export function scoreRows(
  { vectors, dimension, scan }: VectorTable,
  { vector, rows }: { vector: Vector; rows: Int32Array },
): Float32Array {
  if (scan) return scan.scoreRows(vector, rows);
  const scores = new Float32Array(rows.length);
  for (const [at, row] of rows.entries()) scores[at] = dotAt(vectors, { at: row * dimension, vector });
  return scores;
}

/** What the cosine to every allowed row can be at most; undefined where exact scores of all cost no more. */
export function boundDense({ scan, firstRow }: VectorRows, query: DenseQuery): Float32Array | undefined {
  if (query.allowed.length < BOUNDS_FROM_ITEMS) return undefined;
  return scan?.bound({ ...query, firstRow });
}

/** The vector of one row. */
export function rowVector({ vectors, dimension, firstRow }: VectorRows, item: number): Vector {
  const at = (firstRow + item) * dimension;
  return vectors.subarray(at, at + dimension);
}
