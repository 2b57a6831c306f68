// Two complete charts of made-up people, for the README, the try-it page and the bench. The positions are real ones of their moments.
import type { Locale } from '../kernel/locale.ts';
import type { ChartInput } from './schema.ts';

/** Seoul, 14 March 1992, 07:40, seen in 2026: objects with Korean names and hanja. */
const KOREAN_SAMPLE: ChartInput = {
  saju: {
    yearPillar: {
      heavenlyStem: { name: '壬', element: '水', yin_yang: '陽', sibsin: '정재' },
      earthlyBranch: { name: '申', element: '金', yin_yang: '陽', sibsin: '상관' },
      jijanggan: { chogi: '戊', junggi: '壬', jeonggi: '庚' },
    },
    monthPillar: {
      heavenlyStem: { name: '癸', element: '水', yin_yang: '陰', sibsin: '편재' },
      earthlyBranch: { name: '卯', element: '木', yin_yang: '陰', sibsin: '편관' },
      jijanggan: { chogi: '甲', junggi: null, jeonggi: '乙' },
    },
    dayPillar: {
      heavenlyStem: { name: '己', element: '土', yin_yang: '陰', sibsin: '일간' },
      earthlyBranch: { name: '丑', element: '土', yin_yang: '陰', sibsin: '비견' },
      jijanggan: { chogi: '癸', junggi: '辛', jeonggi: '己' },
    },
    timePillar: {
      heavenlyStem: { name: '戊', element: '土', yin_yang: '陽', sibsin: '겁재' },
      earthlyBranch: { name: '辰', element: '土', yin_yang: '陽', sibsin: '겁재' },
      jijanggan: { chogi: '乙', junggi: '癸', jeonggi: '戊' },
    },
    dayMaster: { name: '기토', element: '토' },
    fiveElements: { wood: 1, fire: 0, earth: 4, metal: 1, water: 2 },
    daeWoon: {
      startAge: 4,
      isForward: false,
      current: 3,
      list: [
        { heavenlyStem: '임', earthlyBranch: '인' },
        { heavenlyStem: '신', earthlyBranch: '축' },
        { heavenlyStem: '경', earthlyBranch: '자' },
        { heavenlyStem: '기', earthlyBranch: '해' },
        { heavenlyStem: '무', earthlyBranch: '술' },
      ],
    },
    unse: {
      annual: [{ year: 2026, heavenlyStem: '병', earthlyBranch: '오', isCurrent: true }],
      monthly: [{ year: 2026, month: 6, heavenlyStem: '갑', earthlyBranch: '오', isCurrent: true }],
    },
  },
  astro: {
    sun: { name: '태양', longitude: 353.61, sign: '물고기자리', house: 12, speed: 1.0, retrograde: false },
    moon: { name: '달', longitude: 107.57, sign: '게자리', house: 4, speed: 14.31, retrograde: false },
    mercury: { name: '수성', longitude: 10.64, sign: '양자리', house: 12, speed: 0.44, retrograde: false },
    venus: { name: '금성', longitude: 329.93, sign: '물병자리', house: 11, speed: 1.23, retrograde: false },
    mars: { name: '화성', longitude: 319.05, sign: '물병자리', house: 11, speed: 0.77, retrograde: false },
    jupiter: { name: '목성', longitude: 157.9, sign: '처녀자리', house: 5, speed: -0.12, retrograde: true },
    saturn: { name: '토성', longitude: 314.24, sign: '물병자리', house: 11, speed: 0.1, retrograde: false },
    uranus: { name: '천왕성', longitude: 287.38, sign: '염소자리', house: 10, speed: 0.03, retrograde: false },
    neptune: { name: '해왕성', longitude: 288.57, sign: '염소자리', house: 10, speed: 0.02, retrograde: false },
    pluto: { name: '명왕성', longitude: 232.86, sign: '전갈자리', house: 8, speed: -0.01, retrograde: true },
    ascendant: { longitude: 14.27, sign: '양자리' },
    mc: { longitude: 278.07, sign: '염소자리' },
    northNode: { longitude: 275.94, sign: '염소자리', house: 9 },
    houses: [14.27, 42.2, 70.14, 98.07, 130.14, 162.2, 194.27, 222.2, 250.14, 278.07, 310.14, 342.2].map(toCusp),
    progressions: { sun: { longitude: 27.18 }, moon: { longitude: 203.92 } },
  },
};

/** Paris, 2 October 1988, 09:15, seen in 2026: plain strings, lists and English names. */
const ENGLISH_SAMPLE: ChartInput = {
  saju: {
    pillars: {
      year: { heavenlyStem: 'wu', earthlyBranch: 'chen' },
      month: { heavenlyStem: 'xin', earthlyBranch: 'you' },
      day: { heavenlyStem: 'geng', earthlyBranch: 'yin' },
      hour: { heavenlyStem: 'xin', earthlyBranch: 'si' },
    },
    dayMaster: 'Geng Metal',
    daeWoon: { startAge: 3, isForward: true, current: { heavenlyStem: 'yi', earthlyBranch: 'chou' } },
    unse: {
      annual: [{ year: 2026, heavenlyStem: 'bing', earthlyBranch: 'wu' }],
      monthly: [{ year: 2026, month: 6, heavenlyStem: 'jia', earthlyBranch: 'wu' }],
    },
  },
  astro: {
    planets: [
      { name: 'Sun', longitude: 189.35, speed: 0.98 },
      { name: 'Moon', longitude: 95.12, speed: 12.71 },
      { name: 'Mercury', longitude: 206.35, speed: -0.42 },
      { name: 'Venus', longitude: 147.46, speed: 1.15 },
      { name: 'Mars', longitude: 4.01, speed: -0.28 },
      { name: 'Jupiter', longitude: 66.03, speed: -0.03 },
      { name: 'Saturn', longitude: 266.8, speed: 0.05 },
      { name: 'Uranus', longitude: 267.35, speed: 0.02 },
      { name: 'Neptune', longitude: 277.47, speed: 0.01 },
      { name: 'Pluto', longitude: 221.21, speed: 0.04 },
      { name: 'Ascendant', longitude: 214.35 },
      { name: 'MC', longitude: 134.9 },
      { name: 'North Node', longitude: 342.59 },
    ],
    houses: [214.35, 247.87, 281.38, 314.9, 341.38, 7.87, 34.35, 67.87, 101.38, 134.9, 161.38, 187.87].map(toCusp),
    progressions: { sun: { longitude: 227.15 }, moon: { longitude: 224.22 } },
  },
};

/** Porphyry cusps, as the programs that these charts imitate would send them. */
function toCusp(cusp: number, place: number): { index: number; cusp: number } {
  return { index: place + 1, cusp };
}

/** A complete chart for each language, in two different shapes. */
export const SAMPLE_CHARTS: Readonly<Record<Locale, ChartInput>> = { ko: KOREAN_SAMPLE, en: ENGLISH_SAMPLE };
