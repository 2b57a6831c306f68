// Vector segments: what is written is what is read, and nothing else is taken for one.
import { describe, expect, test } from 'bun:test';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ServiceError } from '../../src/kernel/errors.ts';
import {
  decodeSegment,
  encodeSegment,
  type SegmentIdentity,
  segmentName,
  segmentRows,
  type VectorSegment,
} from '../../src/pack/segment.ts';
import { openSegment, readSegment, writeSegment } from '../../src/pack/store.ts';
import { BAG_DIMENSION, bagOfTerms, compileFixture, openTempFolder } from '../fixtures/packs.ts';

const IDENTITY: SegmentIdentity = {
  model: 'org/bag',
  revision: 'r1',
  dtype: 'q8',
  pooling: 'mean',
  prompt: 'passage: ',
  dimension: BAG_DIMENSION,
};

function segmentOf(rows: readonly { text: string; hash: string }[], identity = IDENTITY): VectorSegment {
  return {
    identity,
    hashes: rows.map((row) => row.hash),
    vectors: new Float32Array(rows.flatMap((row) => [...bagOfTerms(row.text)])),
  };
}

function refusal(bytes: Uint8Array): string {
  try {
    decodeSegment(bytes, 'x.vectors');
    return 'accepted';
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'bad_pack') return error.message.split(': ')[1] ?? '';
    throw error;
  }
}

const ROWS = [
  { text: 'one river', hash: '00'.repeat(16) },
  { text: 'two banks', hash: 'ff'.repeat(16) },
];

describe('a segment', () => {
  test('comes back with its identity, hashes and vectors to half precision', () => {
    const segment = segmentOf(ROWS);
    const back = decodeSegment(encodeSegment(segment), 'x.vectors');
    expect(back.identity).toEqual(IDENTITY);
    expect(back.hashes).toEqual(segment.hashes);
    for (const [index, value] of back.vectors.entries())
      expect(value).toBeCloseTo(segment.vectors[index] ?? Number.NaN, 3);
  });

  test('may be empty', () => {
    expect(decodeSegment(encodeSegment(segmentOf([])), 'x.vectors').hashes).toEqual([]);
  });

  test('is refused when it is cut off anywhere', () => {
    const bytes = encodeSegment(segmentOf(ROWS));
    for (let length = 0; length < bytes.length; length += 7)
      expect(refusal(bytes.subarray(0, length))).not.toBe('accepted');
  });

  test('is refused when one bit of its content changed', () => {
    const bytes = encodeSegment(segmentOf(ROWS));
    for (const back of [1, 64, bytes.length >> 1]) {
      const changed = Uint8Array.from(bytes);
      const place = changed.length - back;
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(refusal(changed)).not.toBe('accepted');
    }
  });

  test('is refused with the reason when it is no segment at all', () => {
    expect(refusal(new TextEncoder().encode('a text file that somebody left here'))).toBe('it is torn');
    const json = new TextEncoder().encode('{"model":"x"}');
    expect(refusal(Uint8Array.of(json.length, 0, 0, 0, ...json))).toBe('its header is not ours');
  });
});

describe('segment files', () => {
  test('differ in name for every part of the identity', () => {
    const changes: Partial<SegmentIdentity>[] = [
      {},
      { model: 'org/bag2' },
      { revision: 'r2' },
      { dtype: 'fp32' },
      { pooling: 'cls' },
      { prompt: '' },
      { dimension: 32 },
    ];
    expect(new Set(changes.map((change) => segmentName({ ...IDENTITY, ...change }))).size).toBe(changes.length);
    expect(segmentName(IDENTITY)).toMatch(/^org-bag-[0-9a-f]{8}\.vectors$/);
  });

  test('are opened while they fit the pack row by row and passed over when a text changed', async () => {
    await using folder = await openTempFolder();
    const pack = await compileFixture('open');
    const rows = segmentRows(pack);
    await writeSegment(folder.path, segmentOf(rows));
    expect((await openSegment(folder.path, { pack, identity: IDENTITY }))?.hashes.length).toBe(2 * pack.itemCount);
    await writeSegment(folder.path, segmentOf(rows.slice(1)));
    expect(await openSegment(folder.path, { pack, identity: IDENTITY })).toBeUndefined();
  });

  test('of another model are not found', async () => {
    await using folder = await openTempFolder();
    await writeSegment(folder.path, segmentOf(ROWS));
    expect(await readSegment(folder.path, { ...IDENTITY, revision: 'r2' })).toBeUndefined();
  });

  test('that were renamed to the name of another model are refused', async () => {
    await using folder = await openTempFolder();
    const other = { ...IDENTITY, revision: 'r2' };
    await writeFile(path.join(folder.path, segmentName(other)), encodeSegment(segmentOf(ROWS)));
    await expect(readSegment(folder.path, other)).rejects.toMatchObject({ code: 'bad_pack' });
  });
});

describe('rows', () => {
  test('stand by language, then by item, and hold name and text', async () => {
    const pack = await compileFixture('small');
    const rows = segmentRows(pack);
    expect(rows).toHaveLength(2 * pack.itemCount);
    const place = [...pack.parts.values()].flatMap((part) => part.items).findIndex((item) => item.id === 'graph/rest');
    expect(rows[place]?.text).toBe('쉼. 쉼도 일의 한 부분이에요.');
    expect(rows[pack.itemCount + place]?.text).toBe('Rest. Rest is a part of the work.');
  });
});
