// Derives the facts of a western chart from its positions; it emits nothing that the given positions do not settle.
import { type FactCollector, factKey, factKeys } from '../fact-index.ts';
import { ANGLES, CLASSICAL_PLANETS, HOUSES, NODES, PLANETS } from '../vocabulary.ts';
import { deriveAspects } from './derive-aspects.ts';
import { deriveSignBalance } from './derive-balance.ts';
import { dignitiesOf, isClassical, RULER } from './dignities.ts';
import type { AstroChart } from './read.ts';
import { moonPhase } from './zodiac.ts';

const SIGN = factKeys([...PLANETS, ...ANGLES, ...NODES], (body) => `astro.${body}.sign`);
const HOUSED = [...PLANETS, ...NODES] as const;
const HOUSE = factKeys(HOUSED, (body) => `astro.${body}.house`);
// The sun and the moon never turn back, so the vocabulary has no key for them.
const TURNING = ['mercury', 'venus', 'mars', 'jupiter', 'saturn', 'uranus', 'neptune', 'pluto'] as const;
const RETROGRADE = factKeys(TURNING, (planet) => `astro.${planet}.retrograde`);
const DIGNITY = factKeys(CLASSICAL_PLANETS, (planet) => `astro.${planet}.dignity`);
const HOUSE_SIGN = HOUSES.map((house) => factKey(`astro.house.${house}.sign`));
const PHASE = factKey('astro.moon.phase');
const CHART_RULER = factKey('astro.chart_ruler');
const CHART_RULER_SIGN = factKey('astro.chart_ruler.sign');
const CHART_RULER_HOUSE = factKey('astro.chart_ruler.house');
const PROGRESSED_SUN_SIGN = factKey('astro.progressed.sun.sign');
const PROGRESSED_MOON_SIGN = factKey('astro.progressed.moon.sign');
const PROGRESSED_MOON_HOUSE = factKey('astro.progressed.moon.house');

/** Adds the chart's facts; true when all ten planets have sign and house and the ascendant is known. */
export function deriveAstro(chart: AstroChart, facts: FactCollector): boolean {
  derivePositions(chart, facts);
  deriveAspects(chart, facts);
  deriveSignBalance(chart.positions, facts);
  derivePhase(chart, facts);
  deriveChartRuler(chart, facts);
  deriveProgressed(chart, facts);
  deriveHouseSigns(chart, facts);
  return isComplete(chart);
}

/** Places and motions as they were read; dignities for the seven visible planets only. */
function derivePositions({ positions }: AstroChart, facts: FactCollector): void {
  for (const body of ANGLES) {
    const sign = positions[body]?.sign;
    if (sign !== undefined) facts.add(SIGN[body], sign);
  }
  for (const body of HOUSED) {
    const position = positions[body];
    if (position === undefined) continue;
    if (position.sign !== undefined) facts.add(SIGN[body], position.sign);
    if (position.house !== undefined) facts.add(HOUSE[body], position.house);
  }
  for (const planet of TURNING) if (positions[planet]?.isRetrograde) facts.add(RETROGRADE[planet], 'true');
  for (const planet of PLANETS) {
    const sign = positions[planet]?.sign;
    if (sign === undefined || !isClassical(planet)) continue;
    for (const dignity of dignitiesOf(planet, sign)) facts.add(DIGNITY[planet], dignity);
  }
}

/** Signs alone do not settle the phase: a moon one sign ahead may be new or crescent. */
function derivePhase({ positions }: AstroChart, facts: FactCollector): void {
  const sun = positions.sun?.longitude;
  const moon = positions.moon?.longitude;
  if (sun !== undefined && moon !== undefined) facts.add(PHASE, moonPhase(sun, moon));
}

/** The ruler is known from the ascendant alone; its place only when that planet has one. */
function deriveChartRuler({ positions }: AstroChart, facts: FactCollector): void {
  const rising = positions.ascendant?.sign;
  if (rising === undefined) return;
  const ruler = RULER[rising];
  const position = positions[ruler];
  facts.add(CHART_RULER, ruler);
  if (position?.sign !== undefined) facts.add(CHART_RULER_SIGN, position.sign);
  if (position?.house !== undefined) facts.add(CHART_RULER_HOUSE, position.house);
}

function deriveProgressed({ progressed: { sun, moon } }: AstroChart, facts: FactCollector): void {
  if (sun?.sign !== undefined) facts.add(PROGRESSED_SUN_SIGN, sun.sign);
  if (moon?.sign !== undefined) facts.add(PROGRESSED_MOON_SIGN, moon.sign);
  if (moon?.house !== undefined) facts.add(PROGRESSED_MOON_HOUSE, moon.house);
}

function deriveHouseSigns({ houses: { signs } }: AstroChart, facts: FactCollector): void {
  let house = 0;
  for (const key of HOUSE_SIGN) {
    const sign = signs[house++];
    if (sign !== undefined) facts.add(key, sign);
  }
}

/** Midheaven, nodes and cusps are no part of it: many programs leave them out. */
function isComplete({ positions }: AstroChart): boolean {
  if (positions.ascendant?.sign === undefined) return false;
  return PLANETS.every((planet) => positions[planet]?.sign !== undefined && positions[planet]?.house !== undefined);
}
