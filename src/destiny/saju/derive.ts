// Derives the facts of a saju chart from its stems and branches; it emits nothing that the given pillars do not settle.
import { type FactCollector, factKey, factKeys } from '../fact-index.ts';
import { PILLARS, type Stem } from '../vocabulary.ts';
import type { Warnings } from '../warnings.ts';
import { deriveBalance } from './derive-balance.ts';
import { derivePeriods } from './derive-periods.ts';
import { deriveRelations } from './derive-relations.ts';
import type { SajuChart } from './read.ts';
import { findPair } from './sixty-pairs.ts';
import { BRANCH_SEASON, STEM_ELEMENT, STEM_POLARITY } from './stems-branches.ts';
import { tenGodOfBranch, tenGodOfStem } from './ten-gods.ts';

const DAY_MASTER = factKey('saju.day_master');
const DAY_MASTER_ELEMENT = factKey('saju.day_master.element');
const DAY_MASTER_POLARITY = factKey('saju.day_master.polarity');
const DAY_PILLAR = factKey('saju.day_pillar');
const DECADE = factKey('saju.day_pillar.decade');
const NAYIN = factKey('saju.day_pillar.nayin');
const NAYIN_ELEMENT = factKey('saju.day_pillar.nayin_element');
const STEM = factKey('saju.stem');
const BRANCH = factKey('saju.branch');
const SEASON = factKey('saju.season');
const VOID = factKey('saju.void');
const VOID_PILLAR = factKey('saju.void.pillar');
const PILLAR_STEM = factKeys(PILLARS, (pillar) => `saju.${pillar}.stem`);
const PILLAR_BRANCH = factKeys(PILLARS, (pillar) => `saju.${pillar}.branch`);

/** Adds the chart's facts; true when all eight characters are known, so that every part of an answer has something to say. */
export function deriveSaju(chart: SajuChart, facts: FactCollector, warnings: Warnings): boolean {
  const dayMaster = chart.pillars.day.stem;
  deriveCharacters(chart, facts);
  if (dayMaster !== undefined) {
    deriveDayMaster(dayMaster, facts);
    checkClaims(dayMaster, chart, warnings);
  }
  deriveDayPillar(chart, facts);
  deriveRelations(chart.pillars, facts);
  deriveBalance(chart, facts);
  derivePeriods(chart, facts);
  return PILLARS.every(
    (pillar) => chart.pillars[pillar].stem !== undefined && chart.pillars[pillar].branch !== undefined,
  );
}

/** The season is that of the month branch, which follows the solar terms and no calendar month. */
function deriveCharacters({ pillars }: SajuChart, facts: FactCollector): void {
  for (const pillar of PILLARS) {
    const { stem, branch } = pillars[pillar];
    if (stem !== undefined) {
      facts.add(STEM, stem);
      facts.add(PILLAR_STEM[pillar], stem);
    }
    if (branch !== undefined) {
      facts.add(BRANCH, branch);
      facts.add(PILLAR_BRANCH[pillar], branch);
    }
  }
  const month = pillars.month.branch;
  if (month !== undefined) facts.add(SEASON, BRANCH_SEASON[month]);
}

function deriveDayMaster(dayMaster: Stem, facts: FactCollector): void {
  facts.add(DAY_MASTER, dayMaster);
  facts.add(DAY_MASTER_ELEMENT, STEM_ELEMENT[dayMaster]);
  facts.add(DAY_MASTER_POLARITY, STEM_POLARITY[dayMaster]);
}

/** Pair, decade, nayin and void need both characters of the day, and these must form a pair that exists. */
function deriveDayPillar({ pillars }: SajuChart, facts: FactCollector): void {
  const { stem, branch } = pillars.day;
  const pair = stem === undefined || branch === undefined ? undefined : findPair(stem, branch);
  if (pair === undefined) return;
  facts.add(DAY_PILLAR, pair.name);
  facts.add(DECADE, pair.decade);
  facts.add(NAYIN, pair.nayin);
  facts.add(NAYIN_ELEMENT, pair.nayinElement);
  for (const branchInVoid of pair.voids) facts.add(VOID, branchInVoid);
  for (const pillar of PILLARS) {
    const own = pillars[pillar].branch;
    if (own === pair.voids[0] || own === pair.voids[1]) facts.add(VOID_PILLAR, pillar);
  }
}

/** A ten god follows from two stems: what a chart states otherwise is named and not used. */
function checkClaims(dayMaster: Stem, { claims }: SajuChart, warnings: Warnings): void {
  for (const { path, side, given, stem, branch } of claims) {
    const computed = stem === undefined ? branch && tenGodOfBranch(dayMaster, branch) : tenGodOfStem(dayMaster, stem);
    if (computed !== undefined && computed !== given)
      warnings.add(`${path}.${side}.sibsin`, 'it differs from the computed ten god, which was used');
  }
}
