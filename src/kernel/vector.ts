// Dense vectors: float32 in memory, L2-normalised, so that a dot product is a cosine.

/** A vector of one model's dimension. */
export type Vector = Float32Array;

/** The dot product of two vectors of equal length. */
export function dot(a: Vector, b: Vector): number {
  return dotAt(a, { at: 0, vector: b });
}

/**
 * The dot product of a vector with the row of a matrix that starts at `at`, without a view per row. Four accumulators, so
 * that the JIT can overlap the additions.
 */
export function dotAt(rows: Float32Array, { at, vector }: { at: number; vector: Vector }): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const { length } = vector;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    s0 += (rows[at + i] ?? 0) * (vector[i] ?? 0);
    s1 += (rows[at + i + 1] ?? 0) * (vector[i + 1] ?? 0);
    s2 += (rows[at + i + 2] ?? 0) * (vector[i + 2] ?? 0);
    s3 += (rows[at + i + 3] ?? 0) * (vector[i + 3] ?? 0);
  }
  for (; i < length; i++) s0 += (rows[at + i] ?? 0) * (vector[i] ?? 0);
  return s0 + s1 + s2 + s3;
}

/** Scales a vector to length 1 in place and returns it; the zero vector stays as it is. */
export function normalize(vector: Vector): Vector {
  let sum = 0;
  // An iterator would leave 3 KB of garbage a vector.
  for (let i = 0; i < vector.length; i++) sum += (vector[i] ?? 0) ** 2;
  if (sum === 0) return vector;
  const scale = 1 / Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) * scale;
  return vector;
}
