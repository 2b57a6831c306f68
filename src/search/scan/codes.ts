// Vectors as small whole numbers, and by how much that may be wrong. It rounds; what the rounding cost is measured, not
// assumed, so that a scan over codes can say of every row how near it can be at most.

import { BLOCK_NUMBERS, BLOCK_ROWS } from './kernel.ts';

const MAX_CODE = 127;
const MAX_QUERY_CODE = 32_767;
const MAX_SUM = 2 ** 31 - 1;
/** Below it a scale has no inverse in f32: such a row counts as zeros, and as error altogether. */
const SMALLEST_SCALE = 1e-30;
/** Makes a code positive, and half a step more, so that cutting rounds it. */
const SHIFT = 2 ** 16 + 0.5;
/** Of an f32 operation. */
const ROUNDING = 2 ** -24;
/** Operations of a bound besides the sum over the dimensions, generously counted. */
const BOUND_OPERATIONS = 16;
/** Lifts what was computed in f64 above what f32 may make of it. */
const ABOVE = 1 + 1e-6;

export type Codes = {
  /** Blocks of `BLOCK_ROWS` rows, `BLOCK_NUMBERS` of each row in turn; what lies beyond the dimension is 0. */
  readonly codes: Int8Array;
  /** Numbers a row, with those beyond the dimension. */
  readonly stride: number;
  /** code * scale is about the number. */
  readonly scales: Float32Array;
  /** At least the length of what the codes of a row leave out. */
  readonly errors: Float32Array;
};

/** Fills the codes of all rows and gives the length of the longest row. */
export function encodeRows(
  { codes, stride, scales, errors }: Codes,
  { vectors, dimension }: { vectors: Float32Array; dimension: number },
): number {
  let longest = 0;
  const target = new Int8Array(stride);
  for (let row = 0; (row + 1) * dimension <= vectors.length; row++) {
    const vector = vectors.subarray(row * dimension, (row + 1) * dimension);
    const { scale, error, norm } = encodeVector(vector, { target, largest: MAX_CODE });
    const lane = row % BLOCK_ROWS;
    const block = (row - lane) * stride + lane * BLOCK_NUMBERS;
    for (let i = 0; i < stride; i += BLOCK_NUMBERS)
      for (let j = 0; j < BLOCK_NUMBERS; j++) codes[block + i * BLOCK_ROWS + j] = target[i + j] ?? 0;
    scales[row] = scale;
    errors[row] = error * ABOVE;
    longest = Math.max(longest, norm);
  }
  return longest;
}

export type EncodedQuery = {
  readonly scale: number;
  readonly norm: number;
  /** What every bound needs for the rounding of the query and of all f32 sums, the exact ones included. */
  readonly slack: number;
};

/**
 * Fills the codes of a query. With q = q' + e and r = r' + d, where q' and r' are what the codes say,
 * q.r - q'.r' = q.d + e.r' <= |q||d| + |e||r'|: the first is the error of the row, the second part of the slack.
 */
export function encodeQuery(
  vector: Float32Array,
  { target, longestRow }: { target: Int16Array; longestRow: number },
): EncodedQuery {
  // As fine as the sum of all products allows without leaving 32 bits.
  const largest = Math.min(MAX_QUERY_CODE, Math.floor(MAX_SUM / (MAX_CODE * Math.max(1, vector.length))));
  const { scale, error, norm } = encodeVector(vector, { target, largest });
  const rounding = (vector.length + BOUND_OPERATIONS) * ROUNDING * norm;
  // What the codes say of a row is at most twice as long as the row.
  return { scale, norm: norm * ABOVE, slack: (2 * error + 2 * rounding) * longestRow * ABOVE };
}

function encodeVector(
  vector: Float32Array,
  { target, largest }: { target: Int8Array | Int16Array; largest: number },
): { scale: number; error: number; norm: number } {
  let peak = 0;
  let squares = 0;
  for (let i = 0; i < vector.length; i++) {
    const x = vector[i] ?? 0;
    squares += x * x;
    peak = Math.max(peak, Math.abs(x));
  }
  const norm = Math.sqrt(squares);
  const scale = Math.fround(peak / largest);
  if (!(scale > SMALLEST_SCALE)) {
    target.fill(0);
    return { scale: 0, error: norm, norm };
  }
  const codesAUnit = 1 / scale;
  let lost = 0;
  for (let i = 0; i < vector.length; i++) {
    const x = vector[i] ?? 0;
    // Rounds by cutting: all codes are above -2^15, and how it rounds matters little.
    const code = ((x * codesAUnit + SHIFT) | 0) - (SHIFT - 0.5);
    target[i] = code;
    const left = x - code * scale;
    lost += left * left;
  }
  return { scale, error: Math.sqrt(lost), norm };
}
