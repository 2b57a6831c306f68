import { describe, expect, test } from 'bun:test';
import { readTextGroups, type TextLinesOptions } from '../../src/cli/text-lines.ts';
import { toServiceError } from '../../src/kernel/errors.ts';

async function* streamOf(pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
}

async function read(pieces: readonly (string | Uint8Array)[], options: Partial<TextLinesOptions> = {}) {
  const groups: string[][] = [];
  const sources = [{ name: 'file', stream: streamOf(pieces) }];
  for await (const group of readTextGroups(sources, { isJson: false, groupSize: 2, ...options }))
    groups.push(group.map(({ text }) => text));
  return groups;
}

async function faultOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(() => undefined, toServiceError);
  return `${error?.code}: ${error?.message}`;
}

describe('readTextGroups', () => {
  test('gives the lines in groups, the last one shorter and without its line break', async () => {
    expect(await read(['a\nb\nc\n'])).toEqual([['a', 'b'], ['c']]);
    expect(await read(['a\nb'])).toEqual([['a', 'b']]);
    expect(await read([])).toEqual([]);
  });

  test('joins lines and characters that come in pieces', async () => {
    const bytes = new TextEncoder().encode('한국어\r\nb\r\n');
    const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await read(pieces)).toEqual([['한국어', 'b']]);
  });

  test('reads JSON strings with their line breaks', async () => {
    expect(await read(['"a\\nb"\n"c"\n'], { isJson: true })).toEqual([['a\nb', 'c']]);
  });

  test('goes on over several sources and tells where each text came from', async () => {
    const sources = ['a', '한'].map((text) => ({ name: text, stream: streamOf([`${text}\r\n`]) }));
    const groups = [];
    for await (const group of readTextGroups(sources, { isJson: false, groupSize: 9 })) groups.push(...group);
    expect(groups).toEqual([
      { text: 'a', source: 'a', line: 1, bytes: 3 },
      { text: '한', source: '한', line: 1, bytes: 5 },
    ]);
  });

  test('names the line that is empty, no JSON string or no UTF-8', async () => {
    expect(await faultOf(read(['a\n\nb']))).toBe('invalid_request: file:2: found an empty text');
    expect(await faultOf(read(['"a"\nb\n'], { isJson: true }))).toBe('invalid_request: file:2: expected a JSON string');
    expect(await faultOf(read(['"a"\n7\n'], { isJson: true }))).toBe('invalid_request: file:2: expected a JSON string');
    expect(await faultOf(read([Uint8Array.of(0xff)]))).toBe('invalid_request: file: found bytes that are not UTF-8');
    expect(await faultOf(read([Uint8Array.of(0xed, 0x95)]))).toContain('UTF-8');
  });

  test('refuses a line without an end before it fills the memory', async () => {
    expect(await faultOf(read(Array(20).fill('x'.repeat(100_000))))).toContain('a line is longer than');
  });
});
