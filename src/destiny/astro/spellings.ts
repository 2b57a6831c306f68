// The spellings of signs, bodies, aspects and houses that charts use; each table refuses a spelling with two meanings.
import { createSpelling, foldSpelling, type Spelling } from '../spellings.ts';
import { type Aspect, HOUSES, type Planet, type Sign } from '../vocabulary.ts';
import { ASPECT_NAMES, BODY_NAMES, type Body, type Name, SIGN_NAMES } from './names.ts';

/** Known to astrology and outside the vocabulary: passed over without a warning. */
type Unused = 'unused';

function withNames<T extends string>(
  names: Readonly<Record<T, Name>>,
  others: Readonly<Record<T, string>>,
): Record<T, string> {
  const rows = (Object.keys(names) as T[]).map((value) => {
    const { ko, en, glyph } = names[value];
    return [value, `${ko}/${en}/${glyph}/${others[value]}`] as const;
  });
  return Object.fromEntries(rows) as Record<T, string>; // one row per name
}

/** Three letters as in chart programs and the IAU list, Korean with and without 자리, the older 궁 names, hanja. */
export const readSign: Spelling<Sign> = createSpelling(
  withNames(SIGN_NAMES, {
    aries: 'ari/양/백양궁/백양자리/白羊宮/白羊座/牡羊座',
    taurus: 'tau/황소/금우궁/金牛宮/金牛座/牡牛座',
    gemini: 'gem/쌍둥이/쌍자궁/쌍아궁/雙子宮/雙子座/双子座',
    cancer: 'can/cnc/게/거해궁/巨蟹宮/巨蟹座/蟹座',
    leo: '사자/사자궁/獅子宮/獅子座',
    virgo: 'vir/처녀/처녀궁/處女宮/處女座/処女座/乙女座',
    libra: 'lib/천칭/천칭궁/저울자리/天秤宮/天秤座',
    scorpio: 'sco/scorpius/전갈/천갈궁/天蠍宮/天蠍座/蠍座',
    sagittarius: 'sag/sgr/사수/궁수자리/인마궁/人馬宮/射手座',
    capricorn: 'cap/capricornus/염소/산양자리/마갈궁/磨羯宮/摩羯座/山羊座',
    aquarius: 'aqu/aqr/물병/보병궁/寶甁宮/寶瓶宮/水瓶座/水甁座',
    pisces: 'pis/psc/물고기/쌍어궁/雙魚宮/雙魚座/双魚座/魚座',
  }),
);

const PLANET_SPELLINGS: Readonly<Record<Planet, string>> = {
  sun: 'sol/su/日/太陽',
  moon: 'luna/mo/☾/月/太陰/태음',
  mercury: 'me/mer/水星',
  venus: 've/ven/金星',
  mars: 'ma/mar/火星',
  jupiter: 'ju/jup/木星',
  saturn: 'sa/sat/土星',
  uranus: 'ur/ura/⛢/天王星',
  neptune: 'ne/nep/海王星',
  pluto: 'pl/plu/⯓/冥王星',
};

export const readBody: Spelling<Body | Unused> = createSpelling<Body | Unused>({
  ...withNames(BODY_NAMES, {
    ...PLANET_SPELLINGS,
    ascendant: 'ac/rising/rising sign/asc sign/상승궁/상승/어센던트/上昇宮',
    mc: 'medium coeli/중천점/천정/미드헤븐/엠씨/中天',
    north_node: 'true node/mean node/lunar node/nn/rahu/노스노드/용두/라후/승교점',
    south_node: 'sn/ketu/사우스노드/용미/케투/강교점',
  }),
  unused: [
    'chiron/키론/카이론/⚷/lilith/black moon lilith/mean lilith/true lilith/릴리스/⚸/vertex/버텍스/vx/anti vertex',
    'part of fortune/fortune/pars fortunae/포르투나/포춘/⊗/ceres/세레스/⚳/pallas/팔라스/⚴/juno/주노/⚵/vesta/베스타/⚶',
    'ic/imum coeli/천저/descendant/dsc/desc/dc/하강점/하강궁/디센던트/eris/에리스/sedna/earth',
  ].join('/'),
});

export const readAspect: Spelling<Aspect | Unused> = createSpelling<Aspect | Unused>({
  ...withNames(ASPECT_NAMES, {
    conjunction: 'conj/con/conjunct/컨정션/컨정크션/회합/合/0/0°/0도',
    sextile: 'sex/sext/sxt/섹스타일/육분위/육합각/六分/✶/*/60/60°/60도',
    square: 'sqr/sq/quadrature/스퀘어/사분/직각/矩/■/90/90°/90도',
    trine: 'tri/trn/트라인/삼분/삼합/三分/▲/120/120°/120도',
    opposition: 'opp/oppose/opposite/어포지션/오포지션/충/衝/沖/180/180°/180도',
  }),
  unused: [
    'semisextile/semi sextile/세미섹스타일/⚺/30/semisquare/semi square/세미스퀘어/∠/45/quintile/퀸타일/72',
    'sesquiquadrate/sesquisquare/세스퀴쿼드레이트/세스퀴스퀘어/⚼/135/biquintile/bi quintile/바이퀸타일/144',
    'quincunx/inconjunct/퀸컹스/인컨정트/⚻/150/novile/40/septile/51/decile/36/parallel/contraparallel/contra parallel',
  ].join('/'),
});

// Also the ordinals and numerals that English texts use.
const ORDINALS = 'first/second/third/fourth/fifth/sixth/seventh/eighth/ninth/tenth/eleventh/twelfth'.split('/');
const ROMANS = 'i/ii/iii/iv/v/vi/vii/viii/ix/x/xi/xii'.split('/');

function spellHouse(house: string, index: number): string {
  const suffix = house === '1' ? 'st' : house === '2' ? 'nd' : house === '3' ? 'rd' : 'th';
  const english = [
    `h${house}`,
    `house ${house}`,
    `${house} house`,
    `${house}${suffix}`,
    `${house}${suffix} house`,
    `${house}h`,
  ];
  const padded = house.length === 1 ? [`0${house}`, `h0${house}`] : [];
  const korean = [
    `${house}하우스`,
    `제${house}하우스`,
    `${house}번 하우스`,
    `하우스${house}`,
    `${house}궁`,
    `제${house}궁`,
  ];
  const words = [ORDINALS[index], `${ORDINALS[index]} house`, ROMANS[index]];
  return [...english, ...padded, ...korean, ...words].join('/');
}

const readHouseText: Spelling<string> = createSpelling(
  Object.fromEntries(HOUSES.map((house, index) => [house, spellHouse(house, index)])),
);

/** `7`, `"7"`, `"H7"`, `"7하우스"`, `"7th house"`: gives the number as the vocabulary writes it. */
export function readHouse(given: number | string): string | undefined {
  if (typeof given === 'string') return readHouseText(given);
  return Number.isInteger(given) && given >= 1 && given <= 12 ? HOUSES[given - 1] : undefined;
}

// A stationary planet is not yet retrograde, so it counts as direct.
const RETROGRADE = new Set(['r', 'rx', '℞', 'retrograde', 'true', 'yes', '역행', '逆行', '1']);
const DIRECT = new Set(['', 'd', 'direct', 'false', 'no', '순행', '順行', '0', 's', 'stationary', '유']);

/** True for every way to say retrograde, false for direct or stationary, undefined when neither is said. */
export function readRetrograde(given: boolean | string): boolean | undefined {
  if (typeof given === 'boolean') return given;
  const folded = foldSpelling(given);
  if (RETROGRADE.has(given.trim()) || RETROGRADE.has(folded)) return true;
  return DIRECT.has(folded) ? false : undefined;
}
