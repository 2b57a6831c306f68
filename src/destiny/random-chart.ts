// Makes up complete, consistent charts from a seed, for tests, benches and reports. They belong to no person.

import { createSeededRandom, type SeededRandom } from '../kernel/seeded-random.ts';
import type { AstroInput } from './astro/schema.ts';
import { aspectBetween, houseOf, normalizeDegrees, signOf } from './astro/zodiac.ts';
import { hourPair, monthPair, pairAt } from './saju/natural-pillars.ts';
import type { SajuInput } from './saju/schema.ts';
import type { Pair } from './saju/sixty-pairs.ts';
import { BRANCH_ELEMENT, HIDDEN_STEMS, STEM_ELEMENT, STEM_POLARITY } from './saju/stems-branches.ts';
import { tenGodOfBranch, tenGodOfStem } from './saju/ten-gods.ts';
import { ANGLES, type Element, PLANETS, type Planet, type Stem } from './vocabulary.ts';

export type RandomChart = { saju: SajuInput; astro: AstroInput };

// As seen from the earth neither planet strays further from the sun; kept inside the true limits of 28 and 47 degrees.
const MAX_ELONGATION: Readonly<Partial<Record<Planet, number>>> = { mercury: 27, venus: 46 };
const PERIODS = 8;

/** The same seed gives the same chart. All values are in the vocabulary's own spelling and agree with each other. */
export function randomChart(seed: number): RandomChart {
  const random = createSeededRandom(seed);
  return { saju: randomSaju(random), astro: randomAstro(random) };
}

/** Month and hour stems follow from year and day, as in any real chart. */
function randomSaju(random: SeededRandom): SajuInput {
  const year = pairAt(random.below(60));
  const month = monthPair(year, random.below(12));
  const day = pairAt(random.below(60));
  const time = hourPair(day, random.below(12));
  const isForward = random.next() < 0.5;
  const step = isForward ? 1 : -1;
  return {
    yearPillar: toPillar(year, day.stem),
    monthPillar: toPillar(month, day.stem),
    dayPillar: toPillar(day, day.stem),
    timePillar: toPillar(time, day.stem),
    dayMaster: { name: day.stem, element: STEM_ELEMENT[day.stem] },
    fiveElements: countElements([year, month, day, time]),
    daeWoon: {
      startAge: 1 + random.below(10),
      isForward,
      current: random.below(PERIODS),
      list: Array.from({ length: PERIODS }, (_, index) => toPeriod(pairAt(month.index + step * (index + 1)))),
    },
    unse: { annual: randomPeriods(random), monthly: randomPeriods(random) },
  };
}

function toPillar({ stem, branch }: Pair, dayMaster: Stem) {
  return {
    heavenlyStem: {
      name: stem,
      element: STEM_ELEMENT[stem],
      yin_yang: STEM_POLARITY[stem],
      sibsin: tenGodOfStem(dayMaster, stem),
    },
    earthlyBranch: { name: branch, element: BRANCH_ELEMENT[branch], sibsin: tenGodOfBranch(dayMaster, branch) },
    jijanggan: HIDDEN_STEMS[branch],
  };
}

function toPeriod({ stem, branch }: Pair) {
  return { heavenlyStem: stem, earthlyBranch: branch };
}

/** Three neighbouring periods, the middle one marked. */
function randomPeriods(random: SeededRandom) {
  const first = random.below(60);
  return [0, 1, 2].map((place) => ({ ...toPeriod(pairAt(first + place)), isCurrent: place === 1 }));
}

function countElements(pairs: readonly Pair[]): Record<Element, number> {
  const counts: Record<Element, number> = { wood: 0, fire: 0, earth: 0, metal: 0, water: 0 };
  for (const { stem, branch } of pairs) {
    counts[STEM_ELEMENT[stem]]++;
    counts[BRANCH_ELEMENT[branch]]++;
  }
  return counts;
}

function randomAstro(random: SeededRandom): AstroInput {
  const ascendant = randomLongitude(random);
  const midheaven = roundDegrees(ascendant - 75 - random.next() * 30);
  const cusps = divideHouses(ascendant, midheaven);
  const longitudes = randomLongitudes(random);
  const bodies = PLANETS.map((planet) => [planet, toBody(planet, longitudes[planet], { cusps, random })] as const);
  return {
    ...Object.fromEntries(bodies),
    ascendant: { longitude: ascendant, sign: signOf(ascendant) },
    mc: { longitude: midheaven, sign: signOf(midheaven) },
    northNode: { longitude: randomLongitude(random) },
    houses: cusps.map((cusp, place) => ({ index: place + 1, cusp, sign: signOf(cusp) })),
    aspects: listAspects({ ...longitudes, ascendant, mc: midheaven }),
    progressions: {
      sun: { longitude: roundDegrees(longitudes.sun + random.next() * 60) },
      moon: { longitude: randomLongitude(random) },
    },
  };
}

function randomLongitude(random: SeededRandom): number {
  return roundDegrees(random.next() * 360);
}

/** Hundredths of a degree in [0, 360), as chart programs print them. */
function roundDegrees(degrees: number): number {
  return normalizeDegrees(Math.round(degrees * 100) / 100);
}

/** Mercury and Venus stay close to the sun; the others may be anywhere. */
function randomLongitudes(random: SeededRandom): Record<Planet, number> {
  const sun = randomLongitude(random);
  const entries = PLANETS.map((planet) => {
    const limit = MAX_ELONGATION[planet];
    if (planet === 'sun') return [planet, sun] as const;
    if (limit === undefined) return [planet, randomLongitude(random)] as const;
    return [planet, roundDegrees(sun + (random.next() * 2 - 1) * limit)] as const;
  });
  return Object.fromEntries(entries) as Record<Planet, number>; // one entry per planet
}

/** Porphyry: each quadrant between the angles in three equal parts. */
function divideHouses(ascendant: number, midheaven: number): number[] {
  const upper = normalizeDegrees(ascendant - midheaven) / 3;
  const lower = 60 - upper;
  const fromAscendant = [0, 1, 2].map((third) => ascendant + third * lower);
  const toAscendant = [0, 1, 2].map((third) => midheaven + 180 + third * upper);
  const half = [...fromAscendant, ...toAscendant];
  return [...half, ...half.map((cusp) => cusp + 180)].map(roundDegrees);
}

type Sky = { cusps: readonly number[]; random: SeededRandom };

function toBody(planet: Planet, longitude: number, { cusps, random }: Sky) {
  const isRetrograde = planet !== 'sun' && planet !== 'moon' && random.next() < 0.2;
  return {
    name: planet,
    longitude,
    sign: signOf(longitude),
    degree: Math.floor(longitude % 30),
    house: houseOf(longitude, cusps) ?? '1',
    speed: isRetrograde ? -0.1 : 0.1,
    retrograde: isRetrograde,
  };
}

/** What our own orbs would find, stated as a chart program states it. */
function listAspects(longitudes: Readonly<Record<Planet | 'ascendant' | 'mc', number>>) {
  const bodies = [...PLANETS, ...ANGLES];
  return bodies.flatMap((from, index) =>
    bodies.slice(index + 1).flatMap((to) => {
      const isToAngle = to === 'ascendant' || to === 'mc';
      const type = from === 'ascendant' ? undefined : aspectBetween(longitudes[from], longitudes[to], { isToAngle });
      return type === undefined ? [] : [{ from, to, type }];
    }),
  );
}
