// The members that chart facts are made of: stems, signs, planets and so on, in their own order. `fact-keys.ts` makes the
// closed vocabulary of them, `facts.ts` derives facts from a chart; nothing here knows of either.

/** The ten heavenly stems in order (甲 .. 癸), by the Revised Romanisation of their Korean names. */
export const STEMS = ['gap', 'eul', 'byeong', 'jeong', 'mu', 'gi', 'gyeong', 'sin', 'im', 'gye'] as const;
/** The twelve earthly branches in order (子 .. 亥). */
export const BRANCHES = ['ja', 'chuk', 'in', 'myo', 'jin', 'sa', 'o', 'mi', 'sin', 'yu', 'sul', 'hae'] as const;
export const ELEMENTS = ['wood', 'fire', 'earth', 'metal', 'water'] as const;
export const POLARITIES = ['yang', 'yin'] as const;
/** 비견 겁재 식신 상관 편재 정재 편관 정관 편인 정인, in the order of the generating cycle. */
export const TEN_GODS = [
  'bigyeon',
  'geopjae',
  'siksin',
  'sanggwan',
  'pyeonjae',
  'jeongjae',
  'pyeongwan',
  'jeonggwan',
  'pyeonin',
  'jeongin',
] as const;
/** 비겁 식상 재성 관성 인성: each group holds two ten gods. */
export const TEN_GOD_GROUPS = ['peer', 'output', 'wealth', 'authority', 'resource'] as const;
export const PILLARS = ['year', 'month', 'day', 'time'] as const;
export const SEASONS = ['spring', 'summer', 'autumn', 'winter'] as const;

/** 천간합 천간충 육합 충 형 파 해 원진 삼합 반합 방합. */
export const RELATIONS = [
  'stem_hap',
  'stem_chung',
  'branch_hap',
  'branch_chung',
  'branch_hyeong',
  'branch_pa',
  'branch_hae',
  'branch_wonjin',
  'samhap',
  'banhap',
  'banghap',
] as const;
/** Members of the pairwise relations, written in stem or branch order. */
export const RELATION_PAIRS = {
  stem_hap: ['gap_gi', 'eul_gyeong', 'byeong_sin', 'jeong_im', 'mu_gye'],
  stem_chung: ['gap_gyeong', 'eul_sin', 'byeong_im', 'jeong_gye'],
  branch_hap: ['ja_chuk', 'in_hae', 'myo_sul', 'jin_yu', 'sa_sin', 'o_mi'],
  branch_chung: ['ja_o', 'chuk_mi', 'in_sin', 'myo_yu', 'jin_sul', 'sa_hae'],
  branch_hyeong: [
    'ja_myo',
    'in_sa',
    'sa_sin',
    'in_sin',
    'chuk_sul',
    'mi_sul',
    'chuk_mi',
    'jin_jin',
    'o_o',
    'yu_yu',
    'hae_hae',
  ],
  branch_pa: ['ja_yu', 'chuk_jin', 'in_hae', 'myo_o', 'sa_sin', 'mi_sul'],
  branch_hae: ['ja_mi', 'chuk_o', 'in_sa', 'myo_jin', 'sin_hae', 'yu_sul'],
  branch_wonjin: ['ja_mi', 'chuk_o', 'in_yu', 'myo_sin', 'jin_hae', 'sa_sul'],
} as const;
/** Elements that three (or two) branches form together: 삼합, 반합 and 방합. Earth has none. */
export const RELATION_ELEMENTS = ['wood', 'fire', 'metal', 'water'] as const;
/** Relations that the pillar of a luck period, a year or a month can have with the day pillar. */
export const PAIRWISE_WITH_DAY = [
  'stem_hap',
  'stem_chung',
  'branch_hap',
  'branch_chung',
  'branch_hyeong',
  'branch_pa',
  'branch_hae',
  'branch_wonjin',
  'banhap',
] as const;
/** The six decades (旬) that divide the sixty pairs, named for their first pair. */
export const DECADES = ['gap_ja', 'gap_sul', 'gap_sin', 'gap_o', 'gap_jin', 'gap_in'] as const;
/** The thirty nayin (納音) names in order; pair n belongs to name floor(n / 2). */
export const NAYIN = [
  'haejunggeum',
  'nojunghwa',
  'daerimmok',
  'nobangto',
  'geombonggeum',
  'sanduhwa',
  'ganhasu',
  'seongduto',
  'baengnapgeum',
  'yangnyumok',
  'cheonjungsu',
  'oksangto',
  'byeongnyeokhwa',
  'songbaengmok',
  'jangnyusu',
  'sajunggeum',
  'sanhahwa',
  'pyeongjimok',
  'byeoksangto',
  'geumbakgeum',
  'bokdeunghwa',
  'cheonhasu',
  'daeyeokto',
  'chacheongeum',
  'sangjamok',
  'daegyesu',
  'sajungto',
  'cheonsanghwa',
  'seongnyumok',
  'daehaesu',
] as const;

export const SIGNS = [
  'aries',
  'taurus',
  'gemini',
  'cancer',
  'leo',
  'virgo',
  'libra',
  'scorpio',
  'sagittarius',
  'capricorn',
  'aquarius',
  'pisces',
] as const;
export const PLANETS = [
  'sun',
  'moon',
  'mercury',
  'venus',
  'mars',
  'jupiter',
  'saturn',
  'uranus',
  'neptune',
  'pluto',
] as const;
/** Points that have a sign but are no planets. Nodes also have a house. */
export const ANGLES = ['ascendant', 'mc'] as const;
export const NODES = ['north_node', 'south_node'] as const;
export const HOUSES = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const;
export const ASPECTS = ['conjunction', 'sextile', 'square', 'trine', 'opposition'] as const;
export const SIGN_ELEMENTS = ['fire', 'earth', 'air', 'water'] as const;
export const MODALITIES = ['cardinal', 'fixed', 'mutable'] as const;
export const DIGNITIES = ['domicile', 'exaltation', 'detriment', 'fall'] as const;
/** The seven visible planets: the traditional rulers of the signs and the only ones with dignities. */
export const CLASSICAL_PLANETS = ['sun', 'moon', 'mercury', 'venus', 'mars', 'jupiter', 'saturn'] as const;
export const MOON_PHASES = [
  'new',
  'waxing_crescent',
  'first_quarter',
  'waxing_gibbous',
  'full',
  'waning_gibbous',
  'last_quarter',
  'waning_crescent',
] as const;

export type Stem = (typeof STEMS)[number];
export type Branch = (typeof BRANCHES)[number];
export type Element = (typeof ELEMENTS)[number];
export type Polarity = (typeof POLARITIES)[number];
export type TenGod = (typeof TEN_GODS)[number];
export type TenGodGroup = (typeof TEN_GOD_GROUPS)[number];
export type Pillar = (typeof PILLARS)[number];
export type Relation = (typeof RELATIONS)[number];
export type Sign = (typeof SIGNS)[number];
export type Planet = (typeof PLANETS)[number];
export type Aspect = (typeof ASPECTS)[number];

/** The sixty stem-branch pairs in order, `gap_ja` .. `gye_hae`. */
export const SIXTY_PAIRS: readonly string[] = Array.from(
  { length: 60 },
  (_, index) => `${STEMS[index % 10]}_${BRANCHES[index % 12]}`,
);
