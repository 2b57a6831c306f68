// The closed vocabulary of chart facts: every key that a chart can yield and every value that it can take. It derives
// nothing from a chart, and the pack compiler refuses content outside this list.

import type { Vocabulary } from '../kernel/facts.ts';
import {
  ANGLES,
  ASPECTS,
  BRANCHES,
  CLASSICAL_PLANETS,
  DECADES,
  DIGNITIES,
  ELEMENTS,
  HOUSES,
  MODALITIES,
  MOON_PHASES,
  NAYIN,
  NODES,
  PAIRWISE_WITH_DAY,
  PILLARS,
  PLANETS,
  POLARITIES,
  RELATION_ELEMENTS,
  RELATION_PAIRS,
  RELATIONS,
  SEASONS,
  SIGN_ELEMENTS,
  SIGNS,
  SIXTY_PAIRS,
  STEMS,
  TEN_GOD_GROUPS,
  TEN_GODS,
} from './vocabulary.ts';

/** Every fact key with the values that it can take; a key may hold several values at once (`saju.branch`). */
export const VOCABULARY: Vocabulary = new Map([...listSajuKeys(), ...listAstroKeys()]);

function* listSajuKeys(): Generator<[string, readonly string[]]> {
  yield ['saju.day_master', STEMS];
  yield ['saju.day_master.element', ELEMENTS];
  yield ['saju.day_master.polarity', POLARITIES];
  yield ['saju.day_pillar', SIXTY_PAIRS];
  yield ['saju.day_pillar.decade', DECADES];
  yield ['saju.day_pillar.nayin', NAYIN];
  yield ['saju.day_pillar.nayin_element', ELEMENTS];
  for (const pillar of PILLARS) {
    yield [`saju.${pillar}.stem`, STEMS];
    yield [`saju.${pillar}.branch`, BRANCHES];
    if (pillar !== 'day') yield [`saju.${pillar}.stem.ten_god`, TEN_GODS];
    yield [`saju.${pillar}.branch.ten_god`, TEN_GODS];
  }
  yield ['saju.stem', STEMS];
  yield ['saju.branch', BRANCHES];
  yield ['saju.season', SEASONS];
  yield ['saju.ten_god', TEN_GODS];
  yield ['saju.ten_god.dominant', TEN_GODS];
  yield ['saju.ten_god_group', TEN_GOD_GROUPS];
  yield ['saju.ten_god_group.dominant', TEN_GOD_GROUPS];
  yield ['saju.ten_god_group.lacking', TEN_GOD_GROUPS];
  yield ['saju.element.dominant', ELEMENTS];
  yield ['saju.element.strong', ELEMENTS];
  yield ['saju.element.lacking', ELEMENTS];
  yield ['saju.element.balance', ['balanced', 'uneven']];
  yield ['saju.relation', RELATIONS];
  yield ['saju.relation.day', RELATIONS];
  for (const [relation, pairs] of Object.entries(RELATION_PAIRS)) yield [`saju.${relation}`, pairs];
  for (const relation of ['samhap', 'banhap', 'banghap']) yield [`saju.${relation}`, RELATION_ELEMENTS];
  yield ['saju.void', BRANCHES];
  yield ['saju.void.pillar', ['year', 'month', 'time']];
  yield* listPeriodKeys();
}

function* listPeriodKeys(): Generator<[string, readonly string[]]> {
  for (const period of ['luck', 'annual', 'monthly']) {
    yield [`saju.${period}.stem`, STEMS];
    yield [`saju.${period}.branch`, BRANCHES];
    yield [`saju.${period}.element`, ELEMENTS];
    yield [`saju.${period}.ten_god`, TEN_GODS];
    yield [`saju.${period}.relation`, PAIRWISE_WITH_DAY];
  }
  yield ['saju.luck.direction', ['forward', 'backward']];
}

function* listAstroKeys(): Generator<[string, readonly string[]]> {
  for (const body of [...PLANETS, ...ANGLES, ...NODES]) yield [`astro.${body}.sign`, SIGNS];
  for (const body of [...PLANETS, ...NODES]) yield [`astro.${body}.house`, HOUSES];
  for (const planet of PLANETS.slice(2)) yield [`astro.${planet}.retrograde`, ['true']];
  for (const planet of CLASSICAL_PLANETS) yield [`astro.${planet}.dignity`, DIGNITIES];
  yield ['astro.aspect', ASPECTS];
  const aspected = [...PLANETS, ...ANGLES];
  for (const [index, first] of aspected.entries())
    for (const second of aspected.slice(index + 1))
      if (first !== 'ascendant') yield [`astro.aspect.${first}_${second}`, ASPECTS];
  yield ['astro.element.dominant', SIGN_ELEMENTS];
  yield ['astro.element.lacking', SIGN_ELEMENTS];
  yield ['astro.modality.dominant', MODALITIES];
  yield ['astro.modality.lacking', MODALITIES];
  yield ['astro.moon.phase', MOON_PHASES];
  yield ['astro.chart_ruler', CLASSICAL_PLANETS];
  yield ['astro.chart_ruler.sign', SIGNS];
  yield ['astro.chart_ruler.house', HOUSES];
  for (const house of HOUSES) yield [`astro.house.${house}.sign`, SIGNS];
  yield ['astro.progressed.sun.sign', SIGNS];
  yield ['astro.progressed.moon.sign', SIGNS];
  yield ['astro.progressed.moon.house', HOUSES];
}
