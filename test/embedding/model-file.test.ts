// A model's file by pieces: what is read, where it ends, and what is thrown for none. The compiled program's own files are
// read in test/live/binary.live.ts.
import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { openModelFile } from '../../src/embedding/model-file.ts';

const OWN = import.meta.path;

test('a model file gives its size and fills what it is given from any place', () => {
  using file = openModelFile(OWN);
  const whole = new Uint8Array(readFileSync(OWN));
  expect(file.size).toBe(whole.length);
  const piece = new Uint8Array(10);
  expect(file.read(piece, 5)).toBe(10);
  expect(piece).toEqual(whole.subarray(5, 15));
});

test('a model file says how little was left at its end, and 0 beyond', () => {
  using file = openModelFile(OWN);
  const piece = new Uint8Array(10);
  expect(file.read(piece, file.size - 3)).toBe(3);
  expect(file.read(piece, file.size)).toBe(0);
});

test.each(['/no/such/file', '/$bunfs/root/no-such-file', 'B:\\~BUN\\root\\no-such-file'])(
  'openModelFile throws for %s, which is not there',
  (path) => {
    expect(() => openModelFile(path)).toThrow('ENOENT');
  },
);
