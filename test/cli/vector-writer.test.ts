import { describe, expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import os from 'node:os';
import { type Format, openVectorWriter } from '../../src/cli/vector-writer.ts';

function createSink() {
  const chunks: Uint8Array[] = [];
  let flushes = 0;
  const sink = {
    write(chunk: unknown): number {
      const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : Uint8Array.from(chunk as Uint8Array);
      chunks.push(bytes);
      return bytes.length;
    },
    flush: () => ++flushes,
    end: () => 0,
  };
  return { sink, bytes: () => Buffer.concat(chunks), flushes: () => flushes };
}

const spools = async () => (await readdir(os.tmpdir())).filter((name) => name.startsWith('quintet-')).length;

async function write(format: Format, vectors: readonly Float32Array[]) {
  const out = createSink();
  await using writer = await openVectorWriter(out.sink, { format, dimension: 2 });
  for (const vector of vectors) await writer.write([vector]);
  await writer.end();
  return out;
}

describe('the vector writer', () => {
  test('writes one JSON array a line, and flushes every group', async () => {
    const out = await write('jsonl', [Float32Array.of(1, 2), Float32Array.of(0.5, -1)]);
    expect(out.bytes().toString()).toBe('[1,2]\n[0.5,-1]\n');
    expect(out.flushes()).toBe(2);
  });

  test('writes an .npy whose header tells the count and ends at a multiple of 64', async () => {
    const bytes = (await write('npy', [Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(5, 6)])).bytes();
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]));
    const start = 10 + bytes.readUInt16LE(8);
    expect(start % 64).toBe(0);
    expect(bytes.subarray(10, start).toString()).toMatch(
      /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(3, 2\), \} *\n$/,
    );
    expect([0, 1, 2, 3, 4, 5].map((at) => bytes.readFloatLE(start + at * 4))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('writes an empty .npy for no texts', async () => {
    expect((await write('npy', [])).bytes().toString('latin1')).toContain("'shape': (0, 2)");
  });

  test('leaves no spool behind, also when the work was cut off', async () => {
    const before = await spools();
    {
      await using writer = await openVectorWriter(createSink().sink, { format: 'npy', dimension: 2 });
      await writer.write([Float32Array.of(1, 2)]);
      expect(await spools()).toBe(before + 1);
    }
    expect(await spools()).toBe(before);
  });
});
