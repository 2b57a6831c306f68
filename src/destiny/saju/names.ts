// The names of stems, branches, elements and ten gods in hanja, Korean and English: one table for reading and for labels.
import type { Branch, Element, Stem, TenGod } from '../vocabulary.ts';

export type StemName = { hanja: string; ko: string; pinyin: string };
export type BranchName = StemName & { animal: string; animalKo: string };

/** The ten heavenly stems; readings as in the bazi-graph data (6tail/lunar-javascript), checked by test. */
export const STEM_NAMES: Readonly<Record<Stem, StemName>> = {
  gap: { hanja: '甲', ko: '갑', pinyin: 'jia' },
  eul: { hanja: '乙', ko: '을', pinyin: 'yi' },
  byeong: { hanja: '丙', ko: '병', pinyin: 'bing' },
  jeong: { hanja: '丁', ko: '정', pinyin: 'ding' },
  mu: { hanja: '戊', ko: '무', pinyin: 'wu' },
  gi: { hanja: '己', ko: '기', pinyin: 'ji' },
  gyeong: { hanja: '庚', ko: '경', pinyin: 'geng' },
  sin: { hanja: '辛', ko: '신', pinyin: 'xin' },
  im: { hanja: '壬', ko: '임', pinyin: 'ren' },
  gye: { hanja: '癸', ko: '계', pinyin: 'gui' },
};

/** The twelve earthly branches with their animals; 호랑이 and 돼지 by their everyday names. */
export const BRANCH_NAMES: Readonly<Record<Branch, BranchName>> = {
  ja: { hanja: '子', ko: '자', pinyin: 'zi', animal: 'Rat', animalKo: '쥐' },
  chuk: { hanja: '丑', ko: '축', pinyin: 'chou', animal: 'Ox', animalKo: '소' },
  in: { hanja: '寅', ko: '인', pinyin: 'yin', animal: 'Tiger', animalKo: '호랑이' },
  myo: { hanja: '卯', ko: '묘', pinyin: 'mao', animal: 'Rabbit', animalKo: '토끼' },
  jin: { hanja: '辰', ko: '진', pinyin: 'chen', animal: 'Dragon', animalKo: '용' },
  sa: { hanja: '巳', ko: '사', pinyin: 'si', animal: 'Snake', animalKo: '뱀' },
  o: { hanja: '午', ko: '오', pinyin: 'wu', animal: 'Horse', animalKo: '말' },
  mi: { hanja: '未', ko: '미', pinyin: 'wei', animal: 'Goat', animalKo: '양' },
  sin: { hanja: '申', ko: '신', pinyin: 'shen', animal: 'Monkey', animalKo: '원숭이' },
  yu: { hanja: '酉', ko: '유', pinyin: 'you', animal: 'Rooster', animalKo: '닭' },
  sul: { hanja: '戌', ko: '술', pinyin: 'xu', animal: 'Dog', animalKo: '개' },
  hae: { hanja: '亥', ko: '해', pinyin: 'hai', animal: 'Pig', animalKo: '돼지' },
};

export const ELEMENT_NAMES: Readonly<Record<Element, { hanja: string; ko: string; en: string }>> = {
  wood: { hanja: '木', ko: '목', en: 'Wood' },
  fire: { hanja: '火', ko: '화', en: 'Fire' },
  earth: { hanja: '土', ko: '토', en: 'Earth' },
  metal: { hanja: '金', ko: '금', en: 'Metal' },
  water: { hanja: '水', ko: '수', en: 'Water' },
};

/** English names chosen for this project: kinder than the literal Rob Wealth, Hurting Officer and Seven Killings. */
export const TEN_GOD_NAMES: Readonly<Record<TenGod, { hanja: string; ko: string; en: string }>> = {
  bigyeon: { hanja: '比肩', ko: '비견', en: 'Companion' },
  geopjae: { hanja: '劫財', ko: '겁재', en: 'Rival' },
  siksin: { hanja: '食神', ko: '식신', en: 'Nourisher' },
  sanggwan: { hanja: '傷官', ko: '상관', en: 'Maverick' },
  pyeonjae: { hanja: '偏財', ko: '편재', en: 'Indirect Wealth' },
  jeongjae: { hanja: '正財', ko: '정재', en: 'Direct Wealth' },
  pyeongwan: { hanja: '偏官', ko: '편관', en: 'Challenger' },
  jeonggwan: { hanja: '正官', ko: '정관', en: 'Direct Officer' },
  pyeonin: { hanja: '偏印', ko: '편인', en: 'Indirect Resource' },
  jeongin: { hanja: '正印', ko: '정인', en: 'Direct Resource' },
};
