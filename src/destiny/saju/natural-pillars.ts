// Which month and hour pillars can stand beside a year and a day, so that made-up charts are charts that someone could have.
import { BRANCHES, type Branch, STEMS, type Stem } from '../vocabulary.ts';
import { PAIRS, type Pair } from './sixty-pairs.ts';

const FIRST_PAIR = PAIRS[0] as Pair; // the table holds sixty
const TIGER = 2;

/** The pair at any whole number, counted round and round. */
export function pairAt(index: number): Pair {
  return PAIRS[((index % 60) + 60) % 60] ?? FIRST_PAIR;
}

/** The pillar of the `month`-th solar month (0 is 寅): its stem follows from the year's (오호둔, 五虎遁). */
export function monthPair(year: Pair, month: number): Pair {
  const stem = (STEMS.indexOf(year.stem) % 5) * 2 + 2 + month;
  return pairOf(stem, TIGER + month);
}

/** The pillar of the `hour`-th double hour (0 is 子): its stem follows from the day's (오서둔, 五鼠遁). */
export function hourPair(day: Pair, hour: number): Pair {
  return pairOf((STEMS.indexOf(day.stem) % 5) * 2 + hour, hour);
}

function pairOf(stemIndex: number, branchIndex: number): Pair {
  const stem: Stem = STEMS[stemIndex % 10] ?? 'gap';
  const branch: Branch = BRANCHES[branchIndex % 12] ?? 'ja';
  return PAIRS.find((pair) => pair.stem === stem && pair.branch === branch) ?? FIRST_PAIR;
}
