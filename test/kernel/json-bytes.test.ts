// Bytes of JSON: what any text becomes, in pieces as in one, and what the writer does when it is full or asked too much.
import { describe, expect, test } from 'bun:test';
import { JsonBytes } from '../../src/kernel/json-bytes.ts';
import { createSeededRandom } from '../../src/kernel/seeded-random.ts';

const PIECES: readonly [string, ...string[]] = [
  '"',
  '\\',
  '\n',
  '\u0000',
  '\u001f',
  '\u2028',
  '가',
  '甲',
  '💧',
  'a',
  '\ud800',
  '/',
  '~',
  'word ',
];

const read = (json: JsonBytes): string => new TextDecoder().decode(json.view());

describe('JsonBytes', () => {
  test('writes any text as JSON.stringify does, the second time as the first', () => {
    const random = createSeededRandom(7);
    const json = new JsonBytes();
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: random.below(60) }, () => random.pick(PIECES)).join('');
      for (let turn = 0; turn < 2; turn++) {
        json.clear();
        json.string(text);
        expect(read(json)).toBe(JSON.stringify(text));
      }
    }
  });

  test('writes a text in pieces as it writes it whole', () => {
    const json = new JsonBytes();
    json.literal('{"a":"');
    json.text('say ');
    json.text('"yes"');
    json.literal('","b":');
    json.list([1, 0.25, 1e-7], (value) => json.number(value));
    json.literal(',"c":');
    json.json({ d: ['가'] });
    json.literal(',');
    json.members({ e: null });
    json.literal('}');
    expect(JSON.parse(read(json))).toEqual({ a: 'say "yes"', b: [1, 0.25, 1e-7], c: { d: ['가'] }, e: null });
  });

  test('grows beyond its first buffer and keeps what was written', () => {
    const json = new JsonBytes();
    const text = '물처럼 흐른다. '.repeat(4000);
    json.list([text, text, text], (value) => json.string(value));
    expect(JSON.parse(read(json))).toEqual([text, text, text]);
  });

  test('writes the same after it has forgotten what it kept', () => {
    const json = new JsonBytes();
    for (let round = 0; round < 40; round++) {
      const text = `${round} ${'x'.repeat(1_000_000)}`;
      json.clear();
      json.string(text);
      expect(read(json)).toBe(JSON.stringify(text));
    }
  });

  test('writes any number as JSON.stringify does', () => {
    const json = new JsonBytes();
    const scores = Array.from({ length: 10_001 }, (_, place) => place / 10_000);
    const wholes = Array.from({ length: 1100 }, (_, value) => value);
    const others = [-1, -0.5, 1.5, 999.5, 0.00005, 0.12345, 1e21, 2 ** 53, 1 / 3];
    for (const value of [...scores, ...wholes, ...others]) {
      json.clear();
      json.number(value);
      expect(read(json)).toBe(JSON.stringify(value));
    }
  });

  test('refuses a number that JSON has no form for', () => {
    expect(() => new JsonBytes().number(Number.NaN)).toThrow(RangeError);
  });
});
