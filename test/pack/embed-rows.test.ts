// Building vectors: nothing is embedded twice, and a build that was cut off anywhere goes on where it stopped.
import { describe, expect, test } from 'bun:test';
import { appendFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type EmbedRowsOptions, embedRows } from '../../src/pack/embed-rows.ts';
import {
  decodeSegment,
  encodeSegment,
  type SegmentIdentity,
  type SegmentRow,
  segmentName,
} from '../../src/pack/segment.ts';
import { BAG_DIMENSION, bagOfTerms, openTempFolder } from '../fixtures/packs.ts';

const IDENTITY: SegmentIdentity = {
  model: 'bag',
  revision: 'r1',
  dtype: 'q8',
  pooling: 'mean',
  prompt: '',
  dimension: BAG_DIMENSION,
};
const PARTIAL = `${segmentName(IDENTITY)}.partial`;

function rowsOf(count: number): SegmentRow[] {
  return Array.from({ length: count }, (_, index) => ({
    text: `text number ${index}`,
    hash: index.toString(16).padStart(32, '0'),
  }));
}

/** Embeds by term and remembers what it was asked; aborts after some batches. */
function createBuild(folder: string, { abortAfter = Number.POSITIVE_INFINITY } = {}) {
  const asked: string[] = [];
  const controller = new AbortController();
  let batches = 0;
  const options: EmbedRowsOptions = {
    identity: IDENTITY,
    folder,
    reuse: [],
    signal: controller.signal,
    async embed(texts) {
      asked.push(...texts);
      batches++;
      if (batches === abortAfter) controller.abort(new Error('stopped'));
      return texts.map(bagOfTerms);
    },
  };
  return { asked, options };
}

describe('embedRows', () => {
  test('gives the vectors of all rows in their order, equal texts embedded once', async () => {
    await using folder = await openTempFolder();
    const { asked, options } = createBuild(folder.path);
    const rows = rowsOf(40);
    const segment = await embedRows([...rows, ...rows], options);
    expect(asked).toEqual(rows.map((row) => row.text));
    expect(segment.hashes).toEqual([...rows, ...rows].map((row) => row.hash));
    const at = 39 * BAG_DIMENSION;
    for (const [index, value] of bagOfTerms('text number 39').entries())
      expect(segment.vectors[at + index]).toBeCloseTo(value, 3);
    expect(await readdir(folder.path)).toEqual([]);
  });

  test('gives what a later start reads from the written file, so that answers do not change with a restart', async () => {
    await using folder = await openTempFolder();
    const segment = await embedRows(rowsOf(5), createBuild(folder.path).options);
    expect(decodeSegment(encodeSegment(segment), 'x').vectors).toEqual(segment.vectors);
  });

  test('takes over unchanged rows of an older segment', async () => {
    await using folder = await openTempFolder();
    const older = await embedRows(rowsOf(40), createBuild(folder.path).options);
    const { asked, options } = createBuild(folder.path);
    const segment = await embedRows(rowsOf(43).slice(5), { ...options, reuse: [older] });
    expect(asked).toEqual(['text number 40', 'text number 41', 'text number 42']);
    expect(segment.vectors.subarray(0, BAG_DIMENSION)).toEqual(
      older.vectors.subarray(5 * BAG_DIMENSION, 6 * BAG_DIMENSION),
    );
  });

  test('reports progress over what has to be embedded', async () => {
    await using folder = await openTempFolder();
    const steps: [number, number][] = [];
    await embedRows(rowsOf(70), { ...createBuild(folder.path).options, onProgress: (...step) => steps.push(step) });
    expect(steps).toEqual([
      [32, 70],
      [64, 70],
      [70, 70],
    ]);
  });

  test('rejects with the abort reason and goes on after the finished batches', async () => {
    await using folder = await openTempFolder();
    const first = createBuild(folder.path, { abortAfter: 2 });
    await expect(embedRows(rowsOf(100), first.options)).rejects.toThrow('stopped');
    const second = createBuild(folder.path);
    const segment = await embedRows(rowsOf(100), second.options);
    expect(second.asked).toEqual(
      rowsOf(100)
        .slice(64)
        .map((row) => row.text),
    );
    expect(segment.hashes).toHaveLength(100);
    expect(await readdir(folder.path)).toEqual([]);
  });

  test('drops a frame that was cut off, also when the next build is cut off as well', async () => {
    await using folder = await openTempFolder();
    const partial = path.join(folder.path, PARTIAL);
    await embedRows(rowsOf(100), createBuild(folder.path, { abortAfter: 2 }).options).catch(() => undefined);
    await truncate(partial, (await readFile(partial)).length - 10);
    const second = createBuild(folder.path, { abortAfter: 1 });
    await embedRows(rowsOf(100), second.options).catch(() => undefined);
    expect(second.asked[0]).toBe('text number 32');
    const third = createBuild(folder.path);
    expect((await embedRows(rowsOf(100), third.options)).hashes).toHaveLength(100);
    expect(third.asked[0]).toBe('text number 64');
  });

  test.each([
    ['rubbish', (file: string) => writeFile(file, 'x'.repeat(500))],
    ['a foreign frame at its end', (file: string) => appendFile(file, Uint8Array.of(4, 0, 0, 0, 1, 2, 3, 4))],
  ])('goes on from the whole frames when the unfinished file holds %s', async (_, spoil) => {
    await using folder = await openTempFolder();
    await embedRows(rowsOf(100), createBuild(folder.path, { abortAfter: 1 }).options).catch(() => undefined);
    await spoil(path.join(folder.path, PARTIAL));
    expect((await embedRows(rowsOf(100), createBuild(folder.path).options)).hashes).toHaveLength(100);
  });

  test('rejects rather than store a row without a vector', async () => {
    await using folder = await openTempFolder();
    const options = { ...createBuild(folder.path).options, embed: async () => [] };
    await expect(embedRows(rowsOf(2), options)).rejects.toMatchObject({ code: 'internal' });
  });
});
