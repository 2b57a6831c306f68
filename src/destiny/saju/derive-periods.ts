// Derives the facts of the luck period, year and month that hold now, each seen from the day pillar.
import { type FactCollector, factKey } from '../fact-index.ts';
import { deriveRelationsWithDay } from './derive-relations.ts';
import type { SajuChart } from './read.ts';
import type { Column } from './read-column.ts';
import { BRANCH_ELEMENT, STEM_ELEMENT } from './stems-branches.ts';
import { tenGodOfBranch, tenGodOfStem } from './ten-gods.ts';

type Keys = ReturnType<typeof periodKeys>;

/** The same five keys for each kind of period. */
function periodKeys(period: 'luck' | 'annual' | 'monthly') {
  return {
    stem: factKey(`saju.${period}.stem`),
    branch: factKey(`saju.${period}.branch`),
    element: factKey(`saju.${period}.element`),
    tenGod: factKey(`saju.${period}.ten_god`),
    relation: factKey(`saju.${period}.relation`),
  };
}

const LUCK = periodKeys('luck');
const ANNUAL = periodKeys('annual');
const MONTHLY = periodKeys('monthly');
const DIRECTION = factKey('saju.luck.direction');

/** Without a day pillar a period still has its stem, branch and elements. */
export function derivePeriods(chart: SajuChart, facts: FactCollector): void {
  const { day } = chart.pillars;
  if (chart.luck !== undefined) derivePeriod(LUCK, chart.luck, { day, facts });
  if (chart.annual !== undefined) derivePeriod(ANNUAL, chart.annual, { day, facts });
  if (chart.monthly !== undefined) derivePeriod(MONTHLY, chart.monthly, { day, facts });
  if (chart.isForward !== undefined) facts.add(DIRECTION, chart.isForward ? 'forward' : 'backward');
}

/** A period brings the element and the ten god of its stem and those of its branch: both hold. */
function derivePeriod(keys: Keys, period: Column, { day, facts }: { day: Column; facts: FactCollector }): void {
  const { stem, branch } = period;
  if (stem !== undefined) {
    facts.add(keys.stem, stem);
    facts.add(keys.element, STEM_ELEMENT[stem]);
    if (day.stem !== undefined) facts.add(keys.tenGod, tenGodOfStem(day.stem, stem));
  }
  if (branch !== undefined) {
    facts.add(keys.branch, branch);
    facts.add(keys.element, BRANCH_ELEMENT[branch]);
    if (day.stem !== undefined) facts.add(keys.tenGod, tenGodOfBranch(day.stem, branch));
  }
  deriveRelationsWithDay(period, day, { facts, key: keys.relation });
}
