// The spellings of stems, branches, elements, ten gods and pairs that charts use; each table refuses a spelling with two meanings.
import { createSpelling, type Spelling } from '../spellings.ts';
import {
  BRANCHES,
  type Branch,
  type Element,
  type Polarity,
  STEMS,
  type Stem,
  TEN_GODS,
  type TenGod,
} from '../vocabulary.ts';
import { BRANCH_NAMES, ELEMENT_NAMES, STEM_NAMES, TEN_GOD_NAMES } from './names.ts';
import { PAIRS } from './sixty-pairs.ts';
import { BRANCH_ELEMENT, STEM_ELEMENT, STEM_POLARITY } from './stems-branches.ts';

/** `甲`, `갑`, `jia`, and each with its element: `갑목`, `甲木`, `Gap Wood`, `Yang Wood`. */
function spellStem(stem: Stem): string {
  const { hanja, ko, pinyin } = STEM_NAMES[stem];
  const element = ELEMENT_NAMES[STEM_ELEMENT[stem]];
  const withElement = [`${hanja}${element.hanja}`, `${ko}${element.ko}`, `${ko}${element.hanja}`];
  const english = [stem, pinyin, STEM_POLARITY[stem]].map((word) => `${word} ${element.en}`);
  return [hanja, ko, pinyin, ...withElement, ...english].join('/');
}

/** `子`, `자`, `zi`, `자수`, `子水`, `Rat`, `쥐`, `쥐띠`. */
function spellBranch(branch: Branch): string {
  const { hanja, ko, pinyin, animal, animalKo } = BRANCH_NAMES[branch];
  const element = ELEMENT_NAMES[BRANCH_ELEMENT[branch]];
  const withElement = [
    `${hanja}${element.hanja}`,
    `${ko}${element.ko}`,
    `${branch} ${element.en}`,
    `${pinyin} ${element.en}`,
  ];
  const animals = [animal, `${animal} branch`, animalKo, `${animalKo}띠`];
  return [hanja, ko, pinyin, ...withElement, ...animals, ...(OTHER_ANIMALS[branch] ?? [])].join('/');
}

// 범 is the older Korean word for the tiger; English almanacs differ on rabbit, goat and pig.
const OTHER_ANIMALS: Readonly<Partial<Record<Branch, readonly string[]>>> = {
  in: ['범', '범띠'],
  myo: ['hare'],
  mi: ['sheep'],
  hae: ['boar'],
};

/** Older and plainer names beside the ones that labels use; 七殺 is 편관, 梟神 is 편인, 印綬 is 정인. */
const OTHER_TEN_GODS: Readonly<Record<TenGod, string>> = {
  bigyeon: 'friend/bijian',
  geopjae: '劫财/rob wealth/jiecai',
  siksin: 'shiksin/sikshin/eating god/shishen',
  sanggwan: '伤官/hurting officer/shangguan',
  pyeonjae: '偏财/piancai',
  jeongjae: '正财/zhengcai',
  pyeongwan: '칠살/七殺/七杀/七煞/편관칠살/seven killings/indirect officer/pianguan/qisha',
  jeonggwan: 'zhengguan',
  pyeonin: '효신/梟神/枭神/pianyin',
  jeongin: '인수/印綬/印绶/zhengyin',
};

function rows<T extends string>(members: readonly T[], spell: (member: T) => string): Record<T, string> {
  return Object.fromEntries(members.map((member) => [member, spell(member)])) as Record<T, string>; // one row per member
}

export const readStem: Spelling<Stem> = createSpelling(rows(STEMS, spellStem));
export const readBranch: Spelling<Branch> = createSpelling(rows(BRANCHES, spellBranch));
export const readElement: Spelling<Element> = createSpelling({
  wood: '木/목/mok/나무/tree',
  fire: '火/화/hwa/불',
  earth: '土/토/to/흙',
  metal: '金/금/geum/쇠/gold',
  water: '水/수/su/물',
});
export const readPolarity: Spelling<Polarity> = createSpelling({
  yang: '陽/阳/양/+/positive',
  yin: '陰/阴/음/-/negative',
});
export const readTenGod: Spelling<TenGod> = createSpelling(
  rows(TEN_GODS, (god) =>
    [TEN_GOD_NAMES[god].hanja, TEN_GOD_NAMES[god].ko, TEN_GOD_NAMES[god].en, OTHER_TEN_GODS[god]].join('/'),
  ),
);

/** `甲子`, `갑자`, `gap_ja`, `jia-zi`: gives the pair's name in the vocabulary. */
export const readPair: Spelling<string> = createSpelling(
  Object.fromEntries(
    PAIRS.map(({ name, stem, branch }) => {
      const first = STEM_NAMES[stem];
      const second = BRANCH_NAMES[branch];
      const spellings = [first.hanja + second.hanja, first.ko + second.ko, `${first.pinyin} ${second.pinyin}`];
      return [name, spellings.join('/')];
    }),
  ),
);
