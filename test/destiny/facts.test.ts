// deriveFacts: one chart in any spelling gives one set of facts, and no input makes it throw.
import { describe, expect, test } from 'bun:test';
import { ALL_FACTS } from '../../src/destiny/fact-index.ts';
import { deriveFacts } from '../../src/destiny/facts.ts';
import { randomChart } from '../../src/destiny/random-chart.ts';
import { SAMPLE_CHARTS } from '../../src/destiny/samples.ts';
import { chartSchema, parseChart } from '../../src/destiny/schema.ts';
import { ServiceError } from '../../src/kernel/errors.ts';
import { createFactSet } from '../../src/kernel/facts.ts';
import { createSeededRandom, type SeededRandom } from '../../src/kernel/seeded-random.ts';
import { respell } from './respell.ts';

const CHARTS = 300;
const FUZZ_ROUNDS = 600;

describe('deriveFacts', () => {
  test('gives identical facts and no warning when a chart is spelled another way', () => {
    const random = createSeededRandom(20260801);
    for (let seed = 0; seed < CHARTS; seed++) {
      const chart = randomChart(seed);
      const expected = deriveFacts(parseChart(chart));
      for (let spelling = 0; spelling < 2; spelling++) {
        const respelled = respell(chart, random);
        const { facts, warnings, complete } = deriveFacts(parseChart(respelled));
        expect({ seed, warnings, complete, facts: [...facts].join('\n') }).toEqual({
          seed,
          warnings: [],
          complete: true,
          facts: [...expected.facts].join('\n'),
        });
      }
    }
  });

  test('gives facts of the vocabulary only, in the order of createFactSet', () => {
    const known = new Set(ALL_FACTS);
    for (let seed = 0; seed < CHARTS; seed++) {
      const { facts } = deriveFacts(randomChart(seed));
      expect([...facts].filter((fact) => !known.has(fact))).toEqual([]);
      expect([...facts]).toEqual([...createFactSet(facts)]);
    }
  });

  test.each(['ko', 'en'] as const)('finds the %s sample complete and without a warning', (locale) => {
    const { complete, warnings, facts } = deriveFacts(parseChart(SAMPLE_CHARTS[locale]));
    expect({ complete, warnings }).toEqual({ complete: true, warnings: [] });
    expect(facts.size).toBeGreaterThan(120);
  });

  test('is not complete when one chart is missing or half-filled', () => {
    const { saju, astro } = randomChart(1);
    expect(deriveFacts({ saju }).complete).toBe(false);
    expect(deriveFacts({ astro }).complete).toBe(false);
    expect(deriveFacts({ saju: { ...saju, timePillar: null }, astro }).complete).toBe(false);
    expect(deriveFacts({ saju, astro: { ...astro, ascendant: null } }).complete).toBe(false);
    expect(deriveFacts({}).facts.size).toBe(0);
  });

  test('lets stated facts fill only what the chart leaves open', () => {
    const { facts, warnings } = deriveFacts({
      saju: { dayMaster: '갑' },
      facts: [
        'saju.day_master=eul',
        'saju.day_master=gap',
        'astro.mars.house=7',
        'saju.ten_god=siksin',
        'saju.ten_god=jeongin',
        'x.y=z',
      ],
    });
    expect([...facts].filter((fact) => /mars|ten_god|day_master=/.test(fact))).toEqual([
      'astro.mars.house=7',
      'saju.day_master=gap',
      'saju.ten_god=jeongin',
      'saju.ten_god=siksin',
    ]);
    expect(warnings).toEqual([
      'facts: "saju.day_master=eul" differs from the chart, which was used',
      'facts: "x.y=z" is not a known fact, so it was left out',
    ]);
  });

  test('throws only validation faults when the input is garbage', () => {
    const random = createSeededRandom(7);
    let accepted = 0;
    for (let round = 0; round < FUZZ_ROUNDS; round++) {
      const chart = mutate(respell(randomChart(round), random), random);
      const parsed = chartSchema.safeParse(chart);
      if (parsed.success) {
        const { facts, warnings } = deriveFacts(parsed.data);
        expect(facts.size + warnings.length).toBeGreaterThanOrEqual(0);
        accepted++;
        continue;
      }
      expect(() => parseChart(chart)).toThrow(ServiceError);
    }
    expect(accepted).toBeGreaterThan(FUZZ_ROUNDS / 10);
  });

  test('keeps its warnings few, short, and the same when fields come in another order', () => {
    const planets = Array.from({ length: 60 }, (_, index) => ({ name: `nobody ${index} ${'x'.repeat(60)}` }));
    const odd = { zeta: 1, alpha: 2, sun: 'nowhere', moon: { house: 13 }, planets };
    const { warnings } = deriveFacts(parseChart({ astro: odd }));
    const reversed = Object.fromEntries(Object.entries(odd).reverse());
    expect(deriveFacts(parseChart({ astro: reversed })).warnings).toEqual(warnings);
    expect(warnings.length).toBeLessThanOrEqual(41);
    expect(Math.max(...warnings.map((warning) => warning.length))).toBeLessThan(160);
  });
});

const GARBAGE: readonly [unknown, ...unknown[]] = [
  null,
  undefined,
  '',
  'x',
  '\u0000',
  '__proto__',
  'constructor',
  -1,
  1e308,
  0.5,
  true,
  [],
  {},
  [[]],
  '갑을병정',
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '9'.repeat(300),
  { name: 5 },
  { heavenlyStem: '갑' },
  ['갑'],
  { longitude: 'abc', house: 'H99', sign: '', degree: 55, minute: -3 },
];

/** Puts garbage at one to three random places of a chart. */
function mutate(chart: object, random: SeededRandom): unknown {
  const copy = structuredClone(chart) as Record<string, unknown>;
  for (let times = 1 + random.below(3); times > 0; times--) spoil(copy, random);
  return copy;
}

function spoil(node: Record<string, unknown>, random: SeededRandom): void {
  const keys = Object.keys(node);
  const key = keys[random.below(keys.length)];
  if (key === undefined) return;
  const child = node[key];
  if (typeof child === 'object' && child !== null && random.next() < 0.85)
    spoil(child as Record<string, unknown>, random);
  else node[key] = random.pick(GARBAGE);
}
