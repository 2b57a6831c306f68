// The ten gods (십신): how a stem or a branch relates to the day master. Computed, never read from a chart.
import {
  type Branch,
  ELEMENTS,
  STEMS,
  type Stem,
  TEN_GOD_GROUPS,
  TEN_GODS,
  type TenGod,
  type TenGodGroup,
} from '../vocabulary.ts';
import { HIDDEN_STEMS, STEM_ELEMENT, STEM_POLARITY } from './stems-branches.ts';

/**
 * The five steps of the generating cycle from the day master's element, each split by polarity: like polarity gives the
 * first of a pair (비견, 식신, 편재, 편관, 편인), unlike the second (淵海子平, 論十神; SHI_SHEN of lunar-javascript).
 */
function computeTenGod(dayMaster: Stem, other: Stem): TenGod {
  const step = (ELEMENTS.indexOf(STEM_ELEMENT[other]) - ELEMENTS.indexOf(STEM_ELEMENT[dayMaster]) + 5) % 5;
  const isUnlike = STEM_POLARITY[dayMaster] !== STEM_POLARITY[other];
  return TEN_GODS[step * 2 + (isUnlike ? 1 : 0)] ?? 'bigyeon';
}

const TABLE = Object.fromEntries(
  STEMS.map((day) => [day, Object.fromEntries(STEMS.map((other) => [other, computeTenGod(day, other)]))]),
) as Readonly<Record<Stem, Readonly<Record<Stem, TenGod>>>>; // every pair of stems has an entry

export function tenGodOfStem(dayMaster: Stem, stem: Stem): TenGod {
  return TABLE[dayMaster][stem];
}

/** A branch counts by its main hidden stem (정기). */
export function tenGodOfBranch(dayMaster: Stem, branch: Branch): TenGod {
  return TABLE[dayMaster][HIDDEN_STEMS[branch].jeonggi];
}

/** 비겁 식상 재성 관성 인성. */
export const GROUP_OF_TEN_GOD = Object.fromEntries(
  TEN_GODS.map((god, index) => [god, TEN_GOD_GROUPS[index >> 1]]),
) as Readonly<Record<TenGod, TenGodGroup>>; // ten gods, two to a group
