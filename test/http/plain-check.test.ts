// The plain check agrees with zod wherever it says yes, and says no to every schema that changes what it reads.
import { describe, expect, test } from 'bun:test';
import { z } from '@hono/zod-openapi';
import { initBody, prefetchBody } from '../../src/destiny/prefetch-schema.ts';
import { randomChart } from '../../src/destiny/random-chart.ts';
import { SAMPLE_CHARTS } from '../../src/destiny/samples.ts';
import { chartSchema } from '../../src/destiny/schema.ts';
import { plainCheckOf } from '../../src/http/plain-check.ts';
import { readBody } from '../../src/http/validation.ts';
import { createSeededRandom, type SeededRandom } from '../../src/kernel/seeded-random.ts';
import { respell } from '../destiny/respell.ts';

const ROUNDS = 1500;
const SCHEMAS = { prefetchBody, initBody, chartSchema };

/** Bodies that fill every part of the schemas, so that a mutation can reach each of them. */
function toBody(seed: number, random: SeededRandom): unknown {
  const chart = randomChart(seed);
  const charts = random.pick([chart, respell(chart, random), SAMPLE_CHARTS.ko, SAMPLE_CHARTS.en]);
  return {
    ...charts,
    facts: { reader: { level: 'new', tags: ['a', 1, null] } },
    birth: { date: '1990-05-15', lat: 37.5, lng: 127, tz: 'Asia/Seoul' },
    theme: 'career',
    locale: 'ko',
    question: '지금 직장을 옮겨도 될까요?',
    sources: ['graph', 'corpus'],
    limits: { graph: 3, corpus: 0 },
    deadline_ms: 500,
    token_budget: 3000,
    explain: random.next() < 0.5,
    cache: random.pick(['default', 'bypass', 'refresh']),
  };
}

const JUNK: readonly [unknown, ...unknown[]] = [
  null,
  '',
  'x'.repeat(24),
  'x'.repeat(25),
  'x'.repeat(80),
  'x'.repeat(81),
  '한'.repeat(2001),
  '🙂'.repeat(41),
  '🙂'.repeat(40),
  0,
  -0,
  -1,
  7,
  1.5,
  91,
  -181,
  1001,
  1e308,
  2 ** 53,
  2 ** 53 - 1,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  ['갑자', { stem: '갑', branch: 7 }],
  { name: 5 },
  { name: '갑' },
  { heavenlyStem: { name: null, extra: [1] } },
  { sun: { sign: 'leo', longitude: '12.5' } },
  { constructor: { prototype: 1 }, hasOwnProperty: 1, toString: null },
  { x: -1 },
  { x: 2, y: 3 },
  Array(12).fill(1),
  Array(13).fill(1),
  Array(33).fill('graph'),
  Array(61).fill({}),
  Array(151).fill('갑자'),
  Array(301).fill({}),
  JSON.parse('{"__proto__":{"sun":1}}'),
  JSON.parse('{"__proto__":"갑"}'),
];

/** Puts junk at one to three random places of a body, in place of a value or beside the others. */
function mutate(body: unknown, random: SeededRandom): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(body));
  for (let times = 1 + random.below(3); times > 0; times--) spoil(copy as Record<string, unknown>, random);
  return random.below(200) === 0 ? random.pick(JUNK) : copy;
}

function spoil(node: Record<string, unknown>, random: SeededRandom): void {
  const keys = Object.keys(node);
  const key = keys[random.below(keys.length)];
  const child = key === undefined ? undefined : node[key];
  if (typeof child === 'object' && child !== null && random.next() < 0.8)
    spoil(child as Record<string, unknown>, random);
  else put(node, key, random);
}

function put(node: Record<string, unknown>, key: string | undefined, random: SeededRandom): void {
  const junk = JSON.parse(JSON.stringify(random.pick(JUNK)));
  if (key !== undefined && random.next() < 0.8) node[key] = junk;
  else if (Array.isArray(node)) node.push(junk);
  else
    Object.defineProperty(node, random.pick(['other', 'name', 'sign', '__proto__', 'constructor']), {
      value: junk,
      configurable: true,
      enumerable: true,
      writable: true,
    });
}

describe('plainCheckOf', () => {
  test.each(Object.entries(SCHEMAS))('agrees with zod when bodies of %s are mutated', (_, schema) => {
    const random = createSeededRandom(20261124);
    const check = plainCheckOf(schema);
    const seen = { accepted: 0, refused: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const text = JSON.stringify(mutate(toBody(round, random), random));
      const body: unknown = JSON.parse(text);
      const { success, data } = schema.safeParse(JSON.parse(text));
      const isPlain = check(body);
      // Left to zod: it drops a field `__proto__`, and counts a text in code points.
      const isZods = text.includes('"__proto__"') || text.includes('🙂');
      if (isPlain ? !success : success && !isZods) throw new Error(`Round ${round}: zod says ${success} to ${text}`);
      if (isPlain && !Bun.deepEquals(data, body, true)) throw new Error(`Round ${round}: zod changes ${text}`);
      seen[success ? 'accepted' : 'refused']++;
    }
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(ROUNDS / 10);
  });
});

describe('plainCheckOf, schema by schema', () => {
  test.each([
    ['a coercion', z.looseObject({ a: z.coerce.string().optional() }), { a: 'x' }],
    ['a trimmed text', z.string().trim(), ' x '],
    ['a text with a pattern', z.email(), 'a@b.example'],
    ['a refinement', z.string().refine((text) => text === 'y'), 'y'],
    ['a default', z.looseObject({ a: z.string().default('y') }), {}],
    ['a transformation', z.string().transform((text) => text.length), 'x'],
    ['an object that drops fields', z.object({ a: z.string().optional() }), { a: 'x', b: 1 }],
    ['an object that refuses fields', z.strictObject({ a: z.string().optional() }), { a: 'x' }],
    ['a field that must be there', z.looseObject({ a: z.unknown() }), { a: 1 }],
    ['a field that may be absent but not undefined', z.string().exactOptional(), 'x'],
    ['a refined object', z.looseObject({}).refine(() => true), {}],
    ['an exclusive union', z.xor([z.string(), z.number()]), 'x'],
    ['a partial record', z.partialRecord(z.enum(['a', 'b']), z.number()), { a: 1 }],
    ['an open bound', z.number().gt(1), 2],
    ['a multiple', z.number().multipleOf(2), 2],
    ['a least length', z.string().min(1), 'x'],
    ['a least number of entries', z.array(z.string()).min(1), ['x']],
    ['a 32-bit number', z.int32(), 7],
  ])('leaves %s to zod', (_, schema, value) => {
    expect(schema.safeParse(value).success).toBe(true);
    expect(plainCheckOf(schema)(value)).toBe(false);
  });

  test('leaves a schema within itself to zod', () => {
    const tree = z.looseObject({
      get child() {
        return tree.optional();
      },
    });
    expect(plainCheckOf(tree)({})).toBe(true);
    expect(plainCheckOf(tree)({ child: {} })).toBe(false);
  });
});

describe('readBody', () => {
  test('gives whole numbers, texts and lists at their bounds and refuses the next with the words of zod', () => {
    const schema = z.looseObject({
      a: z.int().min(0).max(9).nullish(),
      b: z.array(z.string().max(2)).max(2).nullish(),
    });
    for (const text of ['{}', '{"a":null}', '{"a":9,"b":["xx","🙂🙂"]}', '{"a":0,"b":[],"c":{"d":1}}'])
      expect(readBody(schema, text)).toEqual(JSON.parse(text));
    expect(() => readBody(schema, '{"a":10}')).toThrow('Expected at most 9 at "/a"');
    expect(() => readBody(schema, '{"a":0.5}')).toThrow('Expected a whole number at "/a"');
    expect(() => readBody(schema, '{"b":["xxx"]}')).toThrow('Expected at most 2 characters at "/b/0"');
    expect(() => readBody(schema, '[]')).toThrow('Expected an object at ""');
    expect(() => readBody(schema, '{')).toThrow('Malformed JSON');
  });

  test('leaves out a field __proto__ as zod does', () => {
    const body = readBody(
      prefetchBody,
      '{"theme":"life","__proto__":{"saju":{}},"saju":{"__proto__":{"dayMaster":"갑"}}}',
    );
    expect(Object.keys(body)).toEqual(['saju', 'theme']);
    expect(Object.keys(body.saju ?? {})).toEqual([]);
  });
});
