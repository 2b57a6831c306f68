// Computes the vectors of a segment: rows whose text has not changed are taken over, the rest are embedded in batches,
// and what is done is kept on disk, so that a build that was cut off goes on where it stopped.

import { appendFile, mkdir, readFile, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { ServiceError } from '../kernel/errors.ts';
import type { Vector } from '../kernel/vector.ts';
import {
  decodeSegment,
  encodeSegment,
  type SegmentIdentity,
  type SegmentRow,
  segmentName,
  type VectorSegment,
} from './segment.ts';

/** Small enough that an interrupted build loses seconds, large enough that all workers have something to do. */
const BATCH_SIZE = 32;

export type EmbedRowsOptions = {
  readonly identity: SegmentIdentity;
  /** Where unfinished work is kept. */
  readonly folder: string;
  /** Older segments of the same model. */
  readonly reuse: readonly VectorSegment[];
  embed(texts: readonly string[], signal: AbortSignal | undefined): Promise<readonly Vector[]>;
  onProgress?(done: number, total: number): void;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Gives the segment of all rows, as it will be read back from its file. Rejects with the abort reason, keeping finished
 * batches for the next call.
 */
export async function embedRows(rows: readonly SegmentRow[], options: EmbedRowsOptions): Promise<VectorSegment> {
  const { identity, folder, signal } = options;
  const partial = path.join(folder, `${segmentName(identity)}.partial`);
  const known = new Map<string, Vector>();
  for (const segment of [...options.reuse, ...(await readPartial(partial))]) addRows(segment, known);
  const missing = [...new Map(rows.filter((row) => !known.has(row.hash)).map((row) => [row.hash, row])).values()];
  const total = missing.length;
  await mkdir(folder, { recursive: true });
  for (let start = 0; start < total; start += BATCH_SIZE) {
    signal?.throwIfAborted();
    const batch = missing.slice(start, start + BATCH_SIZE);
    const vectors = await options.embed(
      batch.map((row) => row.text),
      signal,
    );
    for (const [index, row] of batch.entries()) {
      const vector = vectors[index];
      if (!vector) throw new ServiceError('internal', `Found ${vectors.length} vectors, expected ${batch.length}`);
      known.set(row.hash, vector);
    }
    await appendFile(partial, framed(encodeSegment(toSegment(batch, { identity, known }))));
    options.onProgress?.(start + batch.length, total);
  }
  const segment = toSegment(rows, { identity, known });
  await rm(partial, { force: true });
  return segment;
}

function toSegment(
  rows: readonly SegmentRow[],
  { identity, known }: { identity: SegmentIdentity; known: ReadonlyMap<string, Vector> },
): VectorSegment {
  const halves = new Float16Array(rows.length * identity.dimension);
  for (const [index, row] of rows.entries()) {
    const vector = known.get(row.hash);
    if (vector) halves.set(vector, index * identity.dimension);
  }
  // Rounded as the file rounds, so that answers are the same before and after a restart.
  return { identity, hashes: rows.map((row) => row.hash), vectors: Float32Array.from(halves) };
}

function addRows({ identity, hashes, vectors }: VectorSegment, known: Map<string, Vector>): void {
  for (const [row, hash] of hashes.entries())
    known.set(hash, vectors.subarray(row * identity.dimension, (row + 1) * identity.dimension));
}

function framed(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Whole frames of an unfinished build. What follows them was cut off, and is cut away: frames are appended there. */
async function readPartial(file: string): Promise<VectorSegment[]> {
  const buffer = await readFile(file).catch(() => Buffer.alloc(0));
  const segments: VectorSegment[] = [];
  let at = 0;
  while (at + 4 <= buffer.length) {
    const end = at + 4 + buffer.readUInt32LE(at);
    const segment = end > buffer.length ? undefined : tryDecode(buffer.subarray(at + 4, end), path.basename(file));
    if (!segment) break;
    segments.push(segment);
    at = end;
  }
  if (at < buffer.length) await truncate(file, at);
  return segments;
}

function tryDecode(bytes: Uint8Array, name: string): VectorSegment | undefined {
  try {
    return decodeSegment(bytes, name);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
