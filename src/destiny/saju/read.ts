// Reads a saju chart of any accepted shape into stems and branches; what it cannot read it drops with a warning.
import { ELEMENTS, type Element, type Pillar, type Stem } from '../vocabulary.ts';
import { type Warnings, warnUnknownFields } from '../warnings.ts';
import { type Claim, type Column, checkStem, nameOf, readColumn } from './read-column.ts';
import { pickCurrent, pickLuck } from './read-periods.ts';
import { type PillarInput, SAJU_FIELDS, type SajuInput } from './schema.ts';
import { readElement, readStem } from './spellings.ts';

export type ElementCounts = Readonly<Record<Element, number>>;
export type SajuChart = {
  pillars: Readonly<Record<Pillar, Column>>;
  /** Counts that the chart gives itself; undefined unless all five are there. */
  elements: ElementCounts | undefined;
  luck: Column | undefined;
  annual: Column | undefined;
  monthly: Column | undefined;
  isForward: boolean | undefined;
  /** Ten gods that the chart states, to be checked against the computed ones. */
  claims: readonly Claim[];
};

/** The day pillar's stem is the day master by definition: where both are given and differ, the pillar wins. */
export function readSaju(input: SajuInput, warnings: Warnings): SajuChart {
  warnUnknownFields('saju', input, { known: SAJU_FIELDS, warnings });
  const claims: Claim[] = [];
  const reading = { warnings, claims };
  const { pillars: nested } = input;
  const year = readColumn(input.yearPillar ?? nested?.year, 'saju.yearPillar', reading);
  const month = readColumn(input.monthPillar ?? nested?.month, 'saju.monthPillar', reading);
  const day = readColumn(input.dayPillar ?? nested?.day, 'saju.dayPillar', reading);
  const time = readColumn(findTimePillar(input), 'saju.timePillar', reading);
  const dayMaster = readDayMaster(input.dayMaster, warnings);
  if (dayMaster !== undefined && day.stem !== undefined && day.stem !== dayMaster)
    warnings.add('saju.dayMaster', 'it differs from the stem of the day pillar, which was used');
  day.stem ??= dayMaster;
  return {
    pillars: { year, month, day, time },
    elements: readElements(input.fiveElements, warnings),
    luck: pickLuck(input, warnings),
    annual: pickCurrent(input.unse?.annual, 'saju.unse.annual', warnings),
    monthly: pickCurrent(input.unse?.monthly, 'saju.unse.monthly', warnings),
    isForward: input.daeWoon?.isForward ?? undefined,
    claims,
  };
}

/** The hour pillar goes by four names; the first application writes `timePillar`. */
function findTimePillar(input: SajuInput): PillarInput {
  return input.timePillar ?? input.hourPillar ?? input.pillars?.time ?? input.pillars?.hour;
}

/** All four shapes come down to a side: a string, or an object with a name. */
function readDayMaster(given: SajuInput['dayMaster'], warnings: Warnings): Stem | undefined {
  if (given === undefined || given === null) return undefined;
  const side = typeof given === 'string' ? given : (given.heavenlyStem ?? given);
  const name = nameOf(side);
  if (name === undefined) return undefined;
  const stem = readStem(name);
  if (stem === undefined) warnings.unknown('saju.dayMaster', name, 'stem');
  else if (typeof side === 'object') checkStem(side, stem, { path: 'saju.dayMaster', warnings });
  return stem;
}

function readOtherCounts(given: object, counts: Partial<Record<Element, number>>): void {
  for (const [field, count] of Object.entries(given)) {
    const element = readElement(field);
    if (element !== undefined && typeof count === 'number') counts[element] ??= count;
  }
}

/** Counts under any spelling of the five elements; four of five say nothing reliable about the fifth. */
function readElements(given: SajuInput['fiveElements'], warnings: Warnings): ElementCounts | undefined {
  if (given === undefined || given === null) return undefined;
  const counts: Partial<Record<Element, number>> = {};
  // The vocabulary's own fields go first, so that the order of the fields says nothing.
  let isWhole = true;
  for (const element of ELEMENTS) {
    const count = given[element];
    if (typeof count === 'number') counts[element] = count;
    else isWhole = false;
  }
  if (!isWhole) readOtherCounts(given, counts);
  const { wood, fire, earth, metal, water } = counts;
  if (wood === undefined || fire === undefined || earth === undefined || metal === undefined || water === undefined) {
    warnings.add('saju.fiveElements', 'it does not give all five counts, so they were computed from the pillars');
    return undefined;
  }
  if (ELEMENTS.every((element) => counts[element] === 0)) {
    warnings.add('saju.fiveElements', 'its counts are all zero, so they were computed from the pillars');
    return undefined;
  }
  return { wood, fire, earth, metal, water };
}
