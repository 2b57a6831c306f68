// Finds a chart for which given facts hold: the proof that an entry of a pack can be reached. Its search is bounded.
import { splitFact } from '../kernel/facts.ts';
import { createSeededRandom, type SeededRandom } from '../kernel/seeded-random.ts';
import { buildAstro, isNaturalSky, listAstroDimensions } from './astro/witness.ts';
import { climb } from './climb.ts';
import { findFactKey } from './fact-index.ts';
import { type Derived, deriveFacts } from './facts.ts';
import { buildSaju, listSajuDimensions } from './saju/witness.ts';
import type { ChartInput } from './schema.ts';

/** One thing that a search may vary, with the number of its candidates. */
export type Dimension = { name: string; size: number };

/** The facts that satisfy one condition: any of them does. */
type Condition = { key: string; facts: readonly string[] };

/**
 * A sparse chart whose facts satisfy all conditions (`key=value`, `key=value|value2` or `key=*`). The same seed gives the
 * same chart. Undefined when a condition is outside the vocabulary or the search found none: pillars keep the rules of month
 * and hour stems, Mercury and Venus keep to the sun; houses are free.
 */
export function witnessChart(conditions: readonly string[], seed: number): ChartInput | undefined {
  const parsed = conditions.map(parseCondition);
  const known = parsed.filter((condition) => condition !== undefined);
  if (known.length < parsed.length) return undefined;
  const random = createSeededRandom(seed);
  const saju = known.filter(({ key }) => key.startsWith('saju.'));
  const astro = known.filter(({ key }) => !key.startsWith('saju.'));
  const sajuPart = saju.length === 0 ? {} : findSaju(saju, random);
  if (sajuPart === undefined) return undefined;
  const astroPart = astro.length === 0 ? {} : findAstro(astro, random);
  return astroPart === undefined ? undefined : { ...sajuPart, ...astroPart };
}

function parseCondition(condition: string): Condition | undefined {
  const { key, value } = splitFact(condition);
  const known = findFactKey(key);
  if (known === undefined) return undefined;
  const values = value === '*' ? [...known.places.keys()] : value.split('|');
  if (!values.every((each) => known.places.has(each))) return undefined;
  return { key, facts: values.map((each) => `${key}=${each}`) };
}

function findSaju(conditions: readonly Condition[], random: SeededRandom): ChartInput | undefined {
  const found = find(listSajuDimensions(conditions.map(({ key }) => key)), random, {
    goal: conditions.length,
    score: (state) => countMet(conditions, deriveFacts({ saju: buildSaju(state) })),
  });
  if (found === undefined) return undefined;
  const saju = thinOut(buildSaju(found), (thinner) => isMet(conditions, deriveFacts({ saju: thinner })));
  return { saju };
}

function findAstro(conditions: readonly Condition[], random: SeededRandom): ChartInput | undefined {
  const found = find(listAstroDimensions(conditions.map(({ key }) => key)), random, {
    goal: conditions.length + 1,
    score: (state) => {
      const astro = buildAstro(state);
      return countMet(conditions, deriveFacts({ astro })) + (isNaturalSky(astro) ? 1 : 0);
    },
  });
  if (found === undefined) return undefined;
  const astro = thinOut(buildAstro(found), (thinner) => isMet(conditions, deriveFacts({ astro: thinner })));
  return { astro };
}

type State = ReadonlyMap<string, number>;
type Goal = { goal: number; score: (state: State) => number };

function find(dimensions: readonly Dimension[], random: SeededRandom, { goal, score }: Goal): State | undefined {
  function name(candidates: readonly number[]): State {
    return new Map(dimensions.map((dimension, place) => [dimension.name, candidates[place] ?? 0]));
  }
  const sizes = dimensions.map(({ size }) => size);
  const found = climb({ sizes, goal, random, score: (candidates) => score(name(candidates)) });
  return found === undefined ? undefined : name(found);
}

function countMet(conditions: readonly Condition[], { facts }: Derived): number {
  let met = 0;
  for (const condition of conditions) if (condition.facts.some((fact) => facts.has(fact))) met++;
  return met;
}

function isMet(conditions: readonly Condition[], derived: Derived): boolean {
  return countMet(conditions, derived) === conditions.length;
}

/** Leaves out every field without which the conditions still hold. */
function thinOut<T extends object>(chart: T, isEnough: (thinner: T) => boolean): T {
  let kept = chart;
  for (const field of Object.keys(chart)) {
    const thinner = Object.fromEntries(Object.entries(kept).filter(([name]) => name !== field)) as T; // all fields are optional
    if (isEnough(thinner)) kept = thinner;
  }
  return kept;
}
