// The names of signs, bodies, houses and aspects in Korean and English, with their glyphs: one table for reading and for labels.
import type { Aspect, NODES, Planet, Sign } from '../vocabulary.ts';

/** Everything in the vocabulary that has a sign. */
export type Body = Planet | 'ascendant' | 'mc' | (typeof NODES)[number];
export type Name = { ko: string; en: string; glyph: string };

/** Names of the Korean astronomical community; 궁 names are read too, see `spellings.ts`. */
export const SIGN_NAMES: Readonly<Record<Sign, Name>> = {
  aries: { ko: '양자리', en: 'Aries', glyph: '♈' },
  taurus: { ko: '황소자리', en: 'Taurus', glyph: '♉' },
  gemini: { ko: '쌍둥이자리', en: 'Gemini', glyph: '♊' },
  cancer: { ko: '게자리', en: 'Cancer', glyph: '♋' },
  leo: { ko: '사자자리', en: 'Leo', glyph: '♌' },
  virgo: { ko: '처녀자리', en: 'Virgo', glyph: '♍' },
  libra: { ko: '천칭자리', en: 'Libra', glyph: '♎' },
  scorpio: { ko: '전갈자리', en: 'Scorpio', glyph: '♏' },
  sagittarius: { ko: '사수자리', en: 'Sagittarius', glyph: '♐' },
  capricorn: { ko: '염소자리', en: 'Capricorn', glyph: '♑' },
  aquarius: { ko: '물병자리', en: 'Aquarius', glyph: '♒' },
  pisces: { ko: '물고기자리', en: 'Pisces', glyph: '♓' },
};

export const BODY_NAMES: Readonly<Record<Body, Name>> = {
  sun: { ko: '태양', en: 'Sun', glyph: '☉' },
  moon: { ko: '달', en: 'Moon', glyph: '☽' },
  mercury: { ko: '수성', en: 'Mercury', glyph: '☿' },
  venus: { ko: '금성', en: 'Venus', glyph: '♀' },
  mars: { ko: '화성', en: 'Mars', glyph: '♂' },
  jupiter: { ko: '목성', en: 'Jupiter', glyph: '♃' },
  saturn: { ko: '토성', en: 'Saturn', glyph: '♄' },
  uranus: { ko: '천왕성', en: 'Uranus', glyph: '♅' },
  neptune: { ko: '해왕성', en: 'Neptune', glyph: '♆' },
  pluto: { ko: '명왕성', en: 'Pluto', glyph: '♇' },
  ascendant: { ko: '상승점', en: 'Ascendant', glyph: 'Asc' },
  mc: { ko: '중천', en: 'Midheaven', glyph: 'MC' },
  north_node: { ko: '북교점', en: 'North Node', glyph: '☊' },
  south_node: { ko: '남교점', en: 'South Node', glyph: '☋' },
};

/** `angle` is the exact separation in degrees. */
export const ASPECT_NAMES: Readonly<Record<Aspect, Name & { angle: number }>> = {
  conjunction: { ko: '합', en: 'conjunction', glyph: '☌', angle: 0 },
  sextile: { ko: '육분', en: 'sextile', glyph: '⚹', angle: 60 },
  square: { ko: '사각', en: 'square', glyph: '□', angle: 90 },
  trine: { ko: '삼각', en: 'trine', glyph: '△', angle: 120 },
  opposition: { ko: '대립', en: 'opposition', glyph: '☍', angle: 180 },
};
