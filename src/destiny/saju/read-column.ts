// Reads one pillar of any accepted shape into a stem and a branch, and checks what the chart says about them against the tables.
import type { Branch, Element, Stem, TenGod } from '../vocabulary.ts';
import type { Warnings } from '../warnings.ts';
import type { PeriodInput, PillarInput, SideInput } from './schema.ts';
import { findPair, PAIRS } from './sixty-pairs.ts';
import { readBranch, readElement, readPair, readPolarity, readStem, readTenGod } from './spellings.ts';
import { BRANCH_ELEMENT, HIDDEN_STEMS, STEM_ELEMENT, STEM_POLARITY } from './stems-branches.ts';

export type Column = { stem: Stem | undefined; branch: Branch | undefined };
type SideName = 'heavenlyStem' | 'earthlyBranch';
/** A ten god that the chart states for a stem or a branch of the pillar at `path`. */
export type Claim = { path: string; side: SideName; given: TenGod; stem: Stem | undefined; branch: Branch | undefined };
export type Reading = { warnings: Warnings; claims: Claim[] };

const PAIR_OF_NAME = new Map(PAIRS.map((pair) => [pair.name, pair]));

/** Never fails: an unknown side is left undefined. A stem and branch that form no pair are both kept, with a warning. */
export function readColumn(given: PillarInput | PeriodInput, path: string, reading: Reading): Column {
  if (given === undefined || given === null) return { stem: undefined, branch: undefined };
  if (typeof given === 'string') return readPairText(given, path, reading.warnings);
  const stem = readStemSide(given.heavenlyStem ?? given.stem, path, reading);
  const branch = readBranchSide(given.earthlyBranch ?? given.branch, path, reading);
  if (stem === undefined && branch === undefined && typeof given.ganji === 'string')
    return readPairText(given.ganji, `${path}.ganji`, reading.warnings);
  if (stem !== undefined && branch !== undefined && findPair(stem, branch) === undefined)
    reading.warnings.add(path, 'its stem and branch form none of the sixty pairs');
  if (branch !== undefined) checkMainHiddenStem(given.jijanggan, branch, { path, warnings: reading.warnings });
  return { stem, branch };
}

/** `갑자`, `甲子`, `gap_ja`; what forms no pair is unknown as a whole. */
function readPairText(text: string, path: string, warnings: Warnings): Column {
  const pair = PAIR_OF_NAME.get(readPair(text) ?? '');
  if (pair === undefined) warnings.unknown(path, text, 'stem-branch pair');
  return { stem: pair?.stem, branch: pair?.branch };
}

function readStemSide(side: SideInput | null | undefined, path: string, reading: Reading): Stem | undefined {
  const name = nameOf(side);
  if (name === undefined) return undefined;
  const stem = readStem(name);
  if (stem === undefined) {
    reading.warnings.unknown(`${path}.heavenlyStem`, name, 'stem');
  } else if (typeof side === 'object' && side !== null) {
    checkStem(side, stem, { path, side: 'heavenlyStem', warnings: reading.warnings });
    // Charts write 일간 or 비견 at the day master itself: it is the measure and is not measured.
    if (path !== 'saju.dayPillar')
      claimTenGod(side.sibsin, { path, side: 'heavenlyStem', stem, branch: undefined }, reading);
  }
  return stem;
}

function readBranchSide(side: SideInput | null | undefined, path: string, reading: Reading): Branch | undefined {
  const name = nameOf(side);
  if (name === undefined) return undefined;
  const branch = readBranch(name);
  if (branch === undefined) {
    reading.warnings.unknown(`${path}.earthlyBranch`, name, 'branch');
  } else if (typeof side === 'object' && side !== null) {
    // Schools differ on a branch's polarity (體用), so only its element is checked.
    const place: Place = { path, side: 'earthlyBranch', warnings: reading.warnings };
    checkElement(side.element, BRANCH_ELEMENT[branch], place);
    claimTenGod(side.sibsin, { path, side: 'earthlyBranch', stem: undefined, branch }, reading);
  }
  return branch;
}

/** The name of a side in any shape; undefined when it is absent or blank. */
export function nameOf(side: SideInput | null | undefined): string | undefined {
  const name = typeof side === 'string' ? side : side?.name;
  return name === undefined || name === null || name.trim() === '' ? undefined : name;
}

/** Where a side stands; its path is put together only for a warning, for most charts have none. */
type Place = { path: string; side?: SideName; warnings: Warnings };

function pathOf({ path, side }: Omit<Place, 'warnings'>): string {
  return side === undefined ? path : `${path}.${side}`;
}

/** Element and polarity follow from the stem: what a chart says otherwise is named and not used. */
export function checkStem(
  side: {
    element?: string | null | undefined;
    yin_yang?: string | null | undefined;
    yinYang?: string | null | undefined;
  },
  stem: Stem,
  place: Place,
): void {
  checkElement(side.element, STEM_ELEMENT[stem], place);
  const polarity = side.yin_yang ?? side.yinYang;
  if (polarity === undefined || polarity === null || polarity === '') return;
  const read = readPolarity(polarity);
  if (read === undefined) place.warnings.unknown(`${pathOf(place)}.yin_yang`, polarity, 'polarity');
  else if (read !== STEM_POLARITY[stem])
    place.warnings.add(`${pathOf(place)}.yin_yang`, 'it differs from the polarity of the stem, which was used');
}

function checkElement(given: string | null | undefined, expected: Element, place: Place): void {
  if (given === undefined || given === null || given === '') return;
  const read = readElement(given);
  if (read === undefined) place.warnings.unknown(`${pathOf(place)}.element`, given, 'element');
  else if (read !== expected)
    place.warnings.add(`${pathOf(place)}.element`, 'it differs from the computed element, which was used');
}

function claimTenGod(given: string | null | undefined, claim: Omit<Claim, 'given'>, reading: Reading): void {
  if (given === undefined || given === null || given === '') return;
  const god = readTenGod(given);
  if (god === undefined) reading.warnings.unknown(`${pathOf(claim)}.sibsin`, given, 'ten god');
  else reading.claims.push({ ...claim, given: god });
}

function checkMainHiddenStem(
  given: { jeonggi?: SideInput | null | undefined } | null | undefined,
  branch: Branch,
  place: Place,
): void {
  const name = nameOf(given?.jeonggi);
  if (name === undefined) return;
  const stem = readStem(name);
  if (stem === HIDDEN_STEMS[branch].jeonggi) return;
  const path = `${place.path}.jijanggan.jeonggi`;
  if (stem === undefined) place.warnings.unknown(path, name, 'stem');
  else place.warnings.add(path, 'it differs from the main hidden stem of the branch, which was used');
}
