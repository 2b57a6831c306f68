// Puts every fact of the western chart into words. Korean has no Latin letters, English no Hangul.
import type { LocalText } from '../../kernel/locale.ts';
import { VOCABULARY } from '../fact-keys.ts';
import { type LabelTable, nameFor, ordinal, withAnd } from '../label-table.ts';
import { type Aspect, CLASSICAL_PLANETS, HOUSES, PLANETS } from '../vocabulary.ts';
import type { Dignity } from './dignities.ts';
import { BODY_NAMES, type Body, SIGN_NAMES } from './names.ts';
import type { Modality, MoonPhase, SignElement } from './zodiac.ts';

/** `verb` joins two bodies in English: Sun square Moon. */
const ASPECT_LABELS: Readonly<Record<Aspect, LocalText & { verb: string }>> = {
  conjunction: { ko: '합(컨정션)', en: 'conjunction', verb: 'conjunct' },
  sextile: { ko: '육분(섹스타일)', en: 'sextile', verb: 'sextile' },
  square: { ko: '사각(스퀘어)', en: 'square', verb: 'square' },
  trine: { ko: '삼각(트라인)', en: 'trine', verb: 'trine' },
  opposition: { ko: '대립(어포지션)', en: 'opposition', verb: 'opposite' },
};
const DIGNITY_LABELS: Readonly<Record<Dignity, LocalText>> = {
  domicile: { ko: '제자리(지배궁)', en: 'domicile' },
  exaltation: { ko: '고양', en: 'exaltation' },
  detriment: { ko: '손상', en: 'detriment' },
  fall: { ko: '추락', en: 'fall' },
};
const ELEMENT_LABELS: Readonly<Record<SignElement, LocalText>> = {
  fire: { ko: '불의 별자리', en: 'fire signs' },
  earth: { ko: '흙의 별자리', en: 'earth signs' },
  air: { ko: '공기의 별자리', en: 'air signs' },
  water: { ko: '물의 별자리', en: 'water signs' },
};
/** 활동궁, 고정궁 and 변통궁 as Korean astrologers name them. */
const MODALITY_LABELS: Readonly<Record<Modality, LocalText>> = {
  cardinal: { ko: '활동궁', en: 'cardinal signs' },
  fixed: { ko: '고정궁', en: 'fixed signs' },
  mutable: { ko: '변통궁', en: 'mutable signs' },
};
const PHASE_LABELS: Readonly<Record<MoonPhase, LocalText>> = {
  new: { ko: '삭(새달)', en: 'New moon' },
  waxing_crescent: { ko: '초승달', en: 'Waxing crescent moon' },
  first_quarter: { ko: '상현달', en: 'First quarter moon' },
  waxing_gibbous: { ko: '차오르는 볼록달', en: 'Waxing gibbous moon' },
  full: { ko: '보름달', en: 'Full moon' },
  waning_gibbous: { ko: '기우는 볼록달', en: 'Waning gibbous moon' },
  last_quarter: { ko: '하현달', en: 'Last quarter moon' },
  waning_crescent: { ko: '그믐달', en: 'Waning crescent moon' },
};
// Never shown: the label test walks the whole vocabulary.
const NO_LABEL: LocalText = { ko: '', en: '' };

function nameSign(value: string): LocalText {
  return nameFor(SIGN_NAMES, value, { ...NO_LABEL, glyph: '' });
}

/** Keys that the vocabulary lacks (the house of an angle) may be listed too; nobody asks for them. */
export function* listAstroLabels(): LabelTable {
  for (const body of Object.keys(BODY_NAMES) as Body[]) yield* listBodyLabels(body);
  yield* listAspectLabels();
  yield* listBalanceLabels('element', ELEMENT_LABELS);
  yield* listBalanceLabels('modality', MODALITY_LABELS);
  yield ['astro.moon.phase', (value) => nameFor(PHASE_LABELS, value, NO_LABEL)];
  yield* listRulerLabels();
  for (const house of HOUSES) yield [`astro.house.${house}.sign`, (value) => labelCusp(house, value)];
  for (const body of ['sun', 'moon'] as const) {
    const { ko, en } = BODY_NAMES[body];
    yield [`astro.progressed.${body}.sign`, (value) => labelSign({ ko: `진행 ${ko}`, en: `Progressed ${en}` }, value)];
  }
  yield ['astro.progressed.moon.house', (value) => labelHouse({ ko: '진행 달', en: 'Progressed Moon' }, value)];
}

function* listBodyLabels(body: Body): LabelTable {
  const name = BODY_NAMES[body];
  if (body === 'ascendant') yield ['astro.ascendant.sign', labelAscendant];
  else yield [`astro.${body}.sign`, (value) => labelSign(name, value)];
  yield [`astro.${body}.house`, (value) => labelHouse(name, value)];
  if (PLANETS.some((planet) => planet === body))
    yield [`astro.${body}.retrograde`, () => ({ ko: `${name.ko} 역행`, en: `${name.en} retrograde` })];
  if (CLASSICAL_PLANETS.some((planet) => planet === body))
    yield [`astro.${body}.dignity`, (value) => labelDignity(name, value)];
}

function labelSign(name: LocalText, value: string): LocalText {
  const sign = nameSign(value);
  return { ko: `${name.ko} ${sign.ko}`, en: `${name.en} in ${sign.en}` };
}

function labelHouse(name: LocalText, value: string): LocalText {
  return { ko: `${name.ko} ${value}하우스`, en: `${name.en} in the ${ordinal(value)} house` };
}

/** The ascendant is a sign that rises rather than a body that stands in one. */
function labelAscendant(value: string): LocalText {
  const sign = nameSign(value);
  return { ko: `상승궁 ${sign.ko}`, en: `${sign.en} Ascendant` };
}

function labelDignity(name: LocalText, value: string): LocalText {
  const dignity = nameFor(DIGNITY_LABELS, value, NO_LABEL);
  return { ko: `${name.ko}의 품위 ${dignity.ko}`, en: `${name.en} in ${dignity.en}` };
}

function labelCusp(house: string, value: string): LocalText {
  const sign = nameSign(value);
  return { ko: `${house}하우스의 별자리 ${sign.ko}`, en: `${sign.en} on the ${ordinal(house)} house cusp` };
}

function* listAspectLabels(): LabelTable {
  yield ['astro.aspect', labelAnyAspect];
  for (const key of VOCABULARY.keys()) {
    const [first, second] = /^astro\.aspect\.([a-z]+)_([a-z]+)$/.exec(key)?.slice(1) ?? [];
    if (first === undefined || second === undefined) continue;
    const from = BODY_NAMES[first as Body]; // the vocabulary pairs bodies
    const to = BODY_NAMES[second as Body];
    yield [key, (value) => labelAspect({ from, to }, value)];
  }
}

function labelAspect({ from, to }: { from: LocalText; to: LocalText }, value: string): LocalText {
  const aspect = nameFor(ASPECT_LABELS, value, { ...NO_LABEL, verb: '' });
  return { ko: `${withAnd(from.ko)} ${to.ko}의 ${aspect.ko}`, en: `${from.en} ${aspect.verb} ${to.en}` };
}

function labelAnyAspect(value: string): LocalText {
  const { ko, en } = nameFor(ASPECT_LABELS, value, { ...NO_LABEL, verb: '' });
  return { ko: `${ko} 있음`, en: `${value === 'opposition' ? 'An' : 'A'} ${en} in the chart` };
}

function* listBalanceLabels(kind: 'element' | 'modality', names: Readonly<Record<string, LocalText>>): LabelTable {
  yield [`astro.${kind}.dominant`, (value) => labelDominant(nameFor(names, value, NO_LABEL))];
  yield [`astro.${kind}.lacking`, (value) => labelLacking(nameFor(names, value, NO_LABEL))];
}

function labelDominant({ ko, en }: LocalText): LocalText {
  return { ko: `행성이 가장 많은 ${ko}`, en: `Most planets in ${en}` };
}

function labelLacking({ ko, en }: LocalText): LocalText {
  return { ko: `행성이 없는 ${ko}`, en: `No planets in ${en}` };
}

function* listRulerLabels(): LabelTable {
  const name = { ko: '차트의 지배성', en: 'Chart ruler' };
  yield ['astro.chart_ruler', (value) => labelRuler(name, value)];
  yield ['astro.chart_ruler.sign', (value) => labelSign(name, value)];
  yield ['astro.chart_ruler.house', (value) => labelHouse(name, value)];
}

function labelRuler(name: LocalText, value: string): LocalText {
  const { ko, en } = nameFor(BODY_NAMES, value, { ...NO_LABEL, glyph: '' });
  return { ko: `${name.ko} ${ko}`, en: `${name.en} ${en}` };
}
