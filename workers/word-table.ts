// Rows of the int8 word table that all workers share. It never writes to the shared memory.

import type { WordTable } from '../src/protocol/messages.ts';

/** Returns a function from token ids to their embedded words, one row of `table.dimension` floats after the other. */
export function createWordLookup(table: WordTable, weights: SharedArrayBuffer): (ids: BigInt64Array) => Float32Array {
  const { dimension, rows } = table;
  const words = new Int8Array(weights, table.rowsOffset, rows * dimension);
  const scales = new Float32Array(weights, table.scalesOffset, rows);
  return (ids) => {
    const embedded = new Float32Array(ids.length * dimension);
    let at = 0;
    for (const id of ids) {
      const row = Number(id);
      const scale = scales[row] ?? 0;
      const from = row * dimension;
      for (let i = 0; i < dimension; i++) embedded[at++] = (words[from + i] ?? 0) * scale;
    }
    return embedded;
  };
}
