// Derives the balance of the five elements and of the ten gods. It calls nothing lacking while a character is unknown.
import { createTally, findDominant, findLacking } from '../balance.ts';
import { type FactCollector, factKey, factKeys } from '../fact-index.ts';
import {
  ELEMENTS,
  type Element,
  PILLARS,
  type Pillar,
  type Stem,
  TEN_GOD_GROUPS,
  TEN_GODS,
  type TenGod,
} from '../vocabulary.ts';
import type { ElementCounts, SajuChart } from './read.ts';
import type { Column } from './read-column.ts';
import { BRANCH_ELEMENT, STEM_ELEMENT } from './stems-branches.ts';
import { GROUP_OF_TEN_GOD, tenGodOfBranch, tenGodOfStem } from './ten-gods.ts';

const ELEMENT_DOMINANT = factKey('saju.element.dominant');
const ELEMENT_STRONG = factKey('saju.element.strong');
const ELEMENT_LACKING = factKey('saju.element.lacking');
const ELEMENT_BALANCE = factKey('saju.element.balance');
const TEN_GOD = factKey('saju.ten_god');
const TEN_GOD_DOMINANT = factKey('saju.ten_god.dominant');
const GROUP = factKey('saju.ten_god_group');
const GROUP_DOMINANT = factKey('saju.ten_god_group.dominant');
const GROUP_LACKING = factKey('saju.ten_god_group.lacking');
const STEM_TEN_GOD = factKeys(['year', 'month', 'time'], (pillar) => `saju.${pillar}.stem.ten_god`);
const BRANCH_TEN_GOD = factKeys(PILLARS, (pillar) => `saju.${pillar}.branch.ten_god`);

const NO_GODS = createTally(TEN_GODS);
const NO_GROUPS = createTally(TEN_GOD_GROUPS);

// Three of eight characters is well above an even share (1.6); a chart without the birth hour still shows it in six.
const STRONG_SHARE = 3 / 8;
const LEAST_CHARACTERS = 6;
const ALL_CHARACTERS = 8;
/** A ten god met twice among seven leads; a group of two ten gods needs three. */
const LEAST_OF_TEN_GOD = 2;
const LEAST_OF_GROUP = 3;

/** Given counts go before computed ones: a program may weigh hidden stems, which the characters alone do not show. */
export function deriveBalance(chart: SajuChart, facts: FactCollector): void {
  const { counts, characters } = countElements(chart.pillars);
  const isWhole = characters === ALL_CHARACTERS;
  if (chart.elements !== undefined) deriveElements(chart.elements, { facts, isWhole: true });
  else if (characters >= LEAST_CHARACTERS) deriveElements(counts, { facts, isWhole });
  const dayMaster = chart.pillars.day.stem;
  if (dayMaster !== undefined) deriveTenGods(dayMaster, chart.pillars, { facts, characters });
}

type Pillars = Readonly<Record<Pillar, Column>>;

/** Each character counts once, a branch by its own element. */
function countElements(pillars: Pillars): { counts: ElementCounts; characters: number } {
  const counts: Record<Element, number> = { wood: 0, fire: 0, earth: 0, metal: 0, water: 0 };
  let characters = 0;
  for (const pillar of PILLARS) {
    const { stem, branch } = pillars[pillar];
    if (stem !== undefined) counts[STEM_ELEMENT[stem]]++;
    if (branch !== undefined) counts[BRANCH_ELEMENT[branch]]++;
    characters += (stem === undefined ? 0 : 1) + (branch === undefined ? 0 : 1);
  }
  return { counts, characters };
}

function deriveElements(counts: ElementCounts, { facts, isWhole }: { facts: FactCollector; isWhole: boolean }): void {
  const total = counts.wood + counts.fire + counts.earth + counts.metal + counts.water;
  const least = total * STRONG_SHARE;
  const lacking = findLacking(counts);
  let isEven = lacking.length === 0;
  for (const element of findDominant(counts, least)) facts.add(ELEMENT_DOMINANT, element);
  for (const element of ELEMENTS) {
    if (counts[element] < least) continue;
    facts.add(ELEMENT_STRONG, element);
    isEven = false;
  }
  if (!isWhole) return;
  for (const element of lacking) facts.add(ELEMENT_LACKING, element);
  facts.add(ELEMENT_BALANCE, isEven ? 'balanced' : 'uneven');
}

/** The day master measures the others and is not counted itself. */
function deriveTenGods(
  dayMaster: Stem,
  pillars: Pillars,
  { facts, characters }: { facts: FactCollector; characters: number },
): void {
  const gods = { ...NO_GODS };
  const groups = { ...NO_GROUPS };
  function count(god: TenGod): void {
    gods[god]++;
    groups[GROUP_OF_TEN_GOD[god]]++;
    facts.add(TEN_GOD, god);
    facts.add(GROUP, GROUP_OF_TEN_GOD[god]);
  }
  for (const pillar of PILLARS) {
    const { stem, branch } = pillars[pillar];
    if (stem !== undefined && pillar !== 'day') {
      const god = tenGodOfStem(dayMaster, stem);
      facts.add(STEM_TEN_GOD[pillar], god);
      count(god);
    }
    if (branch !== undefined) {
      const god = tenGodOfBranch(dayMaster, branch);
      facts.add(BRANCH_TEN_GOD[pillar], god);
      count(god);
    }
  }
  if (characters < LEAST_CHARACTERS) return;
  for (const god of findDominant(gods, LEAST_OF_TEN_GOD)) facts.add(TEN_GOD_DOMINANT, god);
  for (const group of findDominant(groups, LEAST_OF_GROUP)) facts.add(GROUP_DOMINANT, group);
  if (characters < ALL_CHARACTERS) return;
  for (const group of findLacking(groups)) facts.add(GROUP_LACKING, group);
}
