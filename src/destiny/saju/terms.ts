// The names of nayin, ten god groups, relations, seasons and pillars in Korean, hanja and English, for labels.
import type { Pillar, Relation, TenGodGroup } from '../vocabulary.ts';
import type { Nayin } from './sixty-pairs.ts';
import type { Season } from './stems-branches.ts';

export type Term = { ko: string; hanja: string; en: string };

/** Traditional hanja; checked against lunar-typescript by test. */
export const NAYIN_NAMES: Readonly<Record<Nayin, Term>> = {
  haejunggeum: { ko: '해중금', hanja: '海中金', en: 'Metal in the Sea' },
  nojunghwa: { ko: '노중화', hanja: '爐中火', en: 'Fire in the Furnace' },
  daerimmok: { ko: '대림목', hanja: '大林木', en: 'Wood of the Great Forest' },
  nobangto: { ko: '노방토', hanja: '路傍土', en: 'Earth by the Roadside' },
  geombonggeum: { ko: '검봉금', hanja: '劍鋒金', en: "Metal of the Sword's Edge" },
  sanduhwa: { ko: '산두화', hanja: '山頭火', en: 'Fire on the Mountain Top' },
  ganhasu: { ko: '간하수', hanja: '澗下水', en: 'Water of the Mountain Stream' },
  seongduto: { ko: '성두토', hanja: '城頭土', en: 'Earth of the City Wall' },
  baengnapgeum: { ko: '백랍금', hanja: '白蠟金', en: 'White Wax Metal' },
  yangnyumok: { ko: '양류목', hanja: '楊柳木', en: 'Willow Wood' },
  cheonjungsu: { ko: '천중수', hanja: '泉中水', en: 'Water of the Spring' },
  oksangto: { ko: '옥상토', hanja: '屋上土', en: 'Earth on the Roof' },
  byeongnyeokhwa: { ko: '벽력화', hanja: '霹靂火', en: 'Thunderbolt Fire' },
  songbaengmok: { ko: '송백목', hanja: '松柏木', en: 'Pine and Cypress Wood' },
  jangnyusu: { ko: '장류수', hanja: '長流水', en: 'Long Flowing Water' },
  sajunggeum: { ko: '사중금', hanja: '沙中金', en: 'Metal in the Sand' },
  sanhahwa: { ko: '산하화', hanja: '山下火', en: 'Fire below the Mountain' },
  pyeongjimok: { ko: '평지목', hanja: '平地木', en: 'Wood of the Plain' },
  byeoksangto: { ko: '벽상토', hanja: '壁上土', en: 'Earth on the Wall' },
  geumbakgeum: { ko: '금박금', hanja: '金箔金', en: 'Gold Leaf Metal' },
  bokdeunghwa: { ko: '복등화', hanja: '覆燈火', en: 'Fire of the Lamp' },
  cheonhasu: { ko: '천하수', hanja: '天河水', en: 'Water of the Milky Way' },
  daeyeokto: { ko: '대역토', hanja: '大驛土', en: 'Earth of the Post Road' },
  chacheongeum: { ko: '차천금', hanja: '釵釧金', en: 'Metal of Hairpins and Bracelets' },
  sangjamok: { ko: '상자목', hanja: '桑柘木', en: 'Mulberry Wood' },
  daegyesu: { ko: '대계수', hanja: '大溪水', en: 'Water of the Great Stream' },
  sajungto: { ko: '사중토', hanja: '沙中土', en: 'Earth in the Sand' },
  cheonsanghwa: { ko: '천상화', hanja: '天上火', en: 'Fire in the Sky' },
  seongnyumok: { ko: '석류목', hanja: '石榴木', en: 'Pomegranate Wood' },
  daehaesu: { ko: '대해수', hanja: '大海水', en: 'Water of the Great Sea' },
};

/** The five groups of two ten gods each. */
export const GROUP_NAMES: Readonly<Record<TenGodGroup, Term>> = {
  peer: { ko: '비겁', hanja: '比劫', en: 'Peer' },
  output: { ko: '식상', hanja: '食傷', en: 'Output' },
  wealth: { ko: '재성', hanja: '財星', en: 'Wealth' },
  authority: { ko: '관성', hanja: '官星', en: 'Authority' },
  resource: { ko: '인성', hanja: '印星', en: 'Resource' },
};

/** `suffix` closes the name of a pair, as in 자오충(子午沖). */
export const RELATION_NAMES: Readonly<Record<Relation, Term & { suffix: string; suffixHanja: string }>> = {
  stem_hap: { ko: '천간합', hanja: '天干合', en: 'stem combination', suffix: '합', suffixHanja: '合' },
  stem_chung: { ko: '천간충', hanja: '天干沖', en: 'stem clash', suffix: '충', suffixHanja: '沖' },
  branch_hap: { ko: '육합', hanja: '六合', en: 'branch combination', suffix: '합', suffixHanja: '合' },
  branch_chung: { ko: '지지충', hanja: '地支沖', en: 'branch clash', suffix: '충', suffixHanja: '沖' },
  branch_hyeong: { ko: '형', hanja: '刑', en: 'branch punishment', suffix: '형', suffixHanja: '刑' },
  branch_pa: { ko: '파', hanja: '破', en: 'branch break', suffix: '파', suffixHanja: '破' },
  branch_hae: { ko: '해', hanja: '害', en: 'branch harm', suffix: '해', suffixHanja: '害' },
  branch_wonjin: { ko: '원진', hanja: '怨嗔', en: 'branch resentment', suffix: ' 원진', suffixHanja: '怨嗔' },
  samhap: { ko: '삼합', hanja: '三合', en: 'three-harmony frame', suffix: ' 삼합', suffixHanja: '三合' },
  banhap: { ko: '반합', hanja: '半合', en: 'half three-harmony frame', suffix: ' 반합', suffixHanja: '半合' },
  banghap: { ko: '방합', hanja: '方合', en: 'seasonal frame', suffix: ' 방합', suffixHanja: '方合' },
};

export const SEASON_NAMES: Readonly<Record<Season, { ko: string; en: string }>> = {
  spring: { ko: '봄', en: 'spring' },
  summer: { ko: '여름', en: 'summer' },
  autumn: { ko: '가을', en: 'autumn' },
  winter: { ko: '겨울', en: 'winter' },
};

/** 시간 alone would read as the hour of the clock. */
export const PILLAR_NAMES: Readonly<Record<Pillar, { stemKo: string; branchKo: string; en: string }>> = {
  year: { stemKo: '연간', branchKo: '연지', en: 'year' },
  month: { stemKo: '월간', branchKo: '월지', en: 'month' },
  day: { stemKo: '일간', branchKo: '일지', en: 'day' },
  time: { stemKo: '시간(時干)', branchKo: '시지', en: 'hour' },
};
