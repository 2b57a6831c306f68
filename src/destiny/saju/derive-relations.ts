// Derives the relations among the four pillars: pairs of stems, pairs of branches, and the three-branch frames.
import { type FactCollector, type FactKey, factKey, factKeys } from '../fact-index.ts';
import { type Branch, PILLARS, type Pillar, RELATIONS, type Relation } from '../vocabulary.ts';
import type { Column } from './read-column.ts';
import { BANGHAP, BRANCH_LINKS, findBanhap, type Link, SAMHAP, STEM_LINKS, type Trio } from './relations.ts';

const RELATION = factKey('saju.relation');
const RELATION_WITH_DAY = factKey('saju.relation.day');
const MEMBER: Readonly<Record<Relation, FactKey>> = factKeys(RELATIONS, (relation) => `saju.${relation}`);

/** Six pairs of pillars; distance between them weakens no relation. */
const PILLAR_PAIRS = PILLARS.flatMap((first, index) =>
  PILLARS.slice(index + 1).map((second) => ({ first, second, isWithDay: first === 'day' || second === 'day' })),
);

type Pillars = Readonly<Record<Pillar, Column>>;

/** A full 삼합 takes the place of the 반합 that it contains. */
export function deriveRelations(pillars: Pillars, facts: FactCollector): void {
  for (const { first, second, isWithDay } of PILLAR_PAIRS)
    deriveLinks(pillars[first], pillars[second], { facts, isWithDay });
  deriveFrames(pillars, facts);
}

type Target = { facts: FactCollector; isWithDay: boolean };

function deriveLinks(first: Column, second: Column, target: Target): void {
  if (first.stem !== undefined && second.stem !== undefined)
    for (const link of STEM_LINKS[first.stem][second.stem]) addLink(link, target);
  if (first.branch !== undefined && second.branch !== undefined)
    for (const link of BRANCH_LINKS[first.branch][second.branch]) addLink(link, target);
}

/** A relation is stated in general, by its members, and for the day pillar if that takes part. */
function addLink({ relation, value }: Link, { facts, isWithDay }: Target): void {
  facts.add(RELATION, relation);
  facts.add(MEMBER[relation], value);
  if (isWithDay) facts.add(RELATION_WITH_DAY, relation);
}

function deriveFrames(pillars: Pillars, facts: FactCollector): void {
  const present: Branch[] = [];
  for (const pillar of PILLARS) {
    const { branch } = pillars[pillar];
    if (branch !== undefined) present.push(branch);
  }
  if (present.length < 2) return;
  const day = pillars.day.branch;
  for (const trio of SAMHAP) {
    if (isWhole(trio, present)) addTrio('samhap', trio, { facts, isWithDay: isMember(trio, day) });
    else deriveBanhap(trio, present, { facts, day });
  }
  for (const trio of BANGHAP)
    if (isWhole(trio, present)) addTrio('banghap', trio, { facts, isWithDay: isMember(trio, day) });
}

function deriveBanhap(
  trio: Trio,
  present: readonly Branch[],
  target: { facts: FactCollector; day: Branch | undefined },
): void {
  const [birth, peak, tomb] = trio.branches;
  if (!present.includes(peak) || !(present.includes(birth) || present.includes(tomb))) return;
  // Only one of birth and tomb can be here, else the frame is whole: a member in the day pillar is thus always part of it.
  addTrio('banhap', trio, { facts: target.facts, isWithDay: isMember(trio, target.day) });
}

function addTrio(relation: 'samhap' | 'banhap' | 'banghap', trio: Trio, target: Target): void {
  addLink({ relation, value: trio.element }, target);
}

function isWhole({ branches: [first, second, third] }: Trio, present: readonly Branch[]): boolean {
  return present.includes(first) && present.includes(second) && present.includes(third);
}

function isMember({ branches }: Trio, branch: Branch | undefined): boolean {
  return branch !== undefined && branches.includes(branch);
}

/** Adds the names of the relations that a passing period's pillar has with the day pillar under the period's key. */
export function deriveRelationsWithDay(
  period: Column,
  day: Column,
  { facts, key }: { facts: FactCollector; key: FactKey },
): void {
  if (period.stem !== undefined && day.stem !== undefined)
    for (const { relation } of STEM_LINKS[period.stem][day.stem]) facts.add(key, relation);
  if (period.branch === undefined || day.branch === undefined) return;
  for (const { relation } of BRANCH_LINKS[period.branch][day.branch]) facts.add(key, relation);
  if (findBanhap(period.branch, day.branch) !== undefined) facts.add(key, 'banhap');
}
