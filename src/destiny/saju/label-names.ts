// Names single saju values in both languages, as the labels of facts put them into words.
import type { LocalText } from '../../kernel/locale.ts';
import { nameFor } from '../label-table.ts';
import { BRANCHES, type Branch, STEMS, type Stem } from '../vocabulary.ts';
import { BRANCH_NAMES, ELEMENT_NAMES, STEM_NAMES, TEN_GOD_NAMES } from './names.ts';
import { BRANCH_ELEMENT, STEM_ELEMENT } from './stems-branches.ts';
import { GROUP_NAMES, RELATION_NAMES, type Term } from './terms.ts';

/** A name in both languages, with the hanja that English puts at the end of its phrase. */
export type SajuName = LocalText & { hanja: string };

export function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `갑목(甲木)` and `Gap Wood`. */
export function nameStem(value: string): SajuName {
  const stem = STEMS.find((known) => known === value) ?? 'gap';
  const { hanja, ko } = STEM_NAMES[stem];
  const element = ELEMENT_NAMES[STEM_ELEMENT[stem]];
  return { ko: `${ko}${element.ko}(${hanja}${element.hanja})`, en: `${capitalize(stem)} ${element.en}`, hanja };
}

/** `자수(子水)` and `Rat branch`. */
export function nameBranch(value: string): SajuName {
  const branch = BRANCHES.find((known) => known === value) ?? 'ja';
  const { hanja, ko, animal } = BRANCH_NAMES[branch];
  const element = ELEMENT_NAMES[BRANCH_ELEMENT[branch]];
  return { ko: `${ko}${element.ko}(${hanja}${element.hanja})`, en: `${animal} branch`, hanja };
}

/** `갑자(甲子)` and `Gap-Ja`. */
export function namePair(value: string): SajuName {
  const [stem, branch] = value.split('_') as [Stem, Branch]; // a pair of the vocabulary
  const hanja = `${STEM_NAMES[stem].hanja}${BRANCH_NAMES[branch].hanja}`;
  const ko = `${STEM_NAMES[stem].ko}${BRANCH_NAMES[branch].ko}`;
  return { ko: `${ko}(${hanja})`, en: `${capitalize(stem)}-${capitalize(branch)}`, hanja };
}

const NO_TERM: Term = { ko: '', hanja: '', en: '' };

function nameTerm(names: Readonly<Record<string, Term>>, value: string): SajuName {
  const { ko, hanja, en } = nameFor(names, value, NO_TERM);
  return { ko: `${ko}(${hanja})`, en, hanja };
}

export function nameElement(value: string): SajuName {
  return nameTerm(ELEMENT_NAMES, value);
}

export function nameTenGod(value: string): SajuName {
  return nameTerm(TEN_GOD_NAMES, value);
}

export function nameGroup(value: string): SajuName {
  return nameTerm(GROUP_NAMES, value);
}

export function nameRelation(value: string): SajuName {
  return nameTerm(RELATION_NAMES, value);
}

/** `자오충(子午沖)` and `Rat-Horse branch clash`; a punishment of like branches is 자형(自刑), self-punishment. */
export function nameRelationPair(relation: keyof typeof RELATION_NAMES, value: string): SajuName {
  const isOfStems = relation === 'stem_hap' || relation === 'stem_chung';
  const members = value.split('_').map((member) => (isOfStems ? nameStemMember(member) : nameBranchMember(member)));
  const { suffix, suffixHanja, en } = RELATION_NAMES[relation];
  const ko = members.map((member) => member.ko).join('');
  const hanja = members.map((member) => member.hanja).join('');
  const english = members.map((member) => member.en).join('-');
  if (members[0]?.hanja === members[1]?.hanja)
    return { ko: `${ko} 자형(自刑)`, en: `${english} self-punishment`, hanja };
  return { ko: `${ko}${suffix}(${hanja}${suffixHanja})`, en: `${english} ${en}`, hanja };
}

function nameStemMember(stem: string): SajuName {
  const { ko, hanja } = STEM_NAMES[stem as Stem]; // a member of a vocabulary pair
  return { ko, hanja, en: capitalize(stem) };
}

function nameBranchMember(branch: string): SajuName {
  const { ko, hanja, animal } = BRANCH_NAMES[branch as Branch]; // a member of a vocabulary pair
  return { ko, hanja, en: animal };
}
