// Vectors out: JSON lines at once, or NumPy's .npy, whose header wants the count first and so waits in a spool on disk.
// Neither ever holds more than what is being written.

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Vector } from '../kernel/vector.ts';

/** Where bytes go; `flush` resolves when they have left, so that a slow reader slows the work and fills no memory. */
export type ByteSink = Pick<Bun.FileSink, 'write' | 'flush' | 'end'>;

export type VectorWriter = AsyncDisposable & {
  write(vectors: readonly Vector[]): Promise<void>;
  /** Writes what is still owed. Without it, after a fault, no half of an .npy is left. */
  end(): Promise<void>;
};

export const FORMATS = ['jsonl', 'npy'] as const;
export type Format = (typeof FORMATS)[number];

export async function openVectorWriter(
  sink: ByteSink,
  { format, dimension }: { format: Format; dimension: number },
): Promise<VectorWriter> {
  return format === 'npy' ? openNpyWriter(sink, dimension) : createLineWriter(sink);
}

/** Both may reject, with the system's own code: a write that fails at once says so in its promise. */
async function put(sink: ByteSink, chunk: string | Uint8Array<ArrayBuffer>): Promise<void> {
  await sink.write(chunk);
  await sink.flush();
}

/** One vector a line, as a JSON array. */
function createLineWriter(sink: ByteSink): VectorWriter {
  return {
    async write(vectors) {
      await put(sink, vectors.map((vector) => `${JSON.stringify([...vector])}\n`).join(''));
    },
    async end() {
      await sink.end();
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function openNpyWriter(sink: ByteSink, dimension: number): Promise<VectorWriter> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quintet-'));
  const file = Bun.file(path.join(folder, 'vectors'));
  const spool = file.writer();
  let count = 0;
  return {
    async write(vectors) {
      const bytes = vectors.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
      await put(spool, Buffer.concat(bytes));
      count += vectors.length;
    },
    async end() {
      await spool.end();
      await put(sink, npyHeader([count, dimension]));
      if (count > 0) for await (const bytes of file.stream()) await put(sink, bytes);
      await sink.end();
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Version 1.0: magic, length, a Python dict, padded so that the numbers begin at a multiple of 64 bytes
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). */
function npyHeader([rows, columns]: readonly [number, number]): Uint8Array<ArrayBuffer> {
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const prefixBytes = 10;
  const length = Math.ceil((prefixBytes + dict.length + 1) / 64) * 64 - prefixBytes;
  const prefix = Uint8Array.of(0x93, ...Buffer.from('NUMPY'), 1, 0, length & 0xff, length >> 8);
  return Buffer.concat([prefix, Buffer.from(`${dict.padEnd(length - 1)}\n`)]);
}
