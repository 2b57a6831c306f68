// Labels: every fact of the vocabulary reads as words of its language.
import { describe, expect, test } from 'bun:test';
import { ALL_FACTS } from '../../src/destiny/fact-index.ts';
import { labelFact } from '../../src/destiny/labels.ts';

describe('labelFact', () => {
  test('labels every fact in Korean without Latin letters', () => {
    const bad = ALL_FACTS.map((fact) => [fact, labelFact(fact, 'ko')] as const).filter(
      ([, label]) => /[A-Za-z]/.test(label) || !/[가-힣]/.test(label) || /\(\)|undefined|^\s|\s$|\s\s/.test(label),
    );
    expect(bad).toEqual([]);
  });

  test('labels every fact in English without Hangul', () => {
    const bad = ALL_FACTS.map((fact) => [fact, labelFact(fact, 'en')] as const).filter(
      ([fact, label]) =>
        /[가-힣]/.test(label) ||
        !/[A-Za-z]{2}/.test(label) ||
        label === fact ||
        /_|\(\)|undefined|^\s|\s$|\s\s/.test(label),
    );
    expect(bad).toEqual([]);
  });

  test('gives different facts of one key different labels', () => {
    for (const locale of ['ko', 'en'] as const) {
      const byKey = Map.groupBy(ALL_FACTS, (fact) => fact.slice(0, fact.indexOf('=')));
      for (const facts of byKey.values())
        expect(new Set(facts.map((fact) => labelFact(fact, locale))).size).toBe(facts.length);
    }
  });

  test.each([
    ['saju.day_master=gap', '일간 갑목(甲木)', 'Gap Wood day master (甲)'],
    ['saju.branch_chung=ja_o', '자오충(子午沖)', 'Rat-Horse branch clash (子午)'],
    ['saju.branch_hyeong=jin_jin', '진진 자형(自刑)', 'Dragon-Dragon self-punishment (辰辰)'],
    ['saju.month.stem.ten_god=jeonggwan', '월간 정관(正官)', 'Direct Officer in the month stem'],
    [
      'saju.luck.relation=banhap',
      '대운과 일주의 반합(半合)',
      'Current luck period and day pillar: half three-harmony frame',
    ],
    ['astro.mars.house=7', '화성 7하우스', 'Mars in the 7th house'],
    ['astro.ascendant.sign=aries', '상승궁 양자리', 'Aries Ascendant'],
    ['astro.aspect.sun_moon=square', '태양과 달의 사각(스퀘어)', 'Sun square Moon'],
    ['astro.progressed.moon.house=2', '진행 달 2하우스', 'Progressed Moon in the 2nd house'],
  ])('says %s in both languages', (fact, ko, en) => {
    expect(labelFact(fact, 'ko')).toBe(ko);
    expect(labelFact(fact, 'en')).toBe(en);
  });

  test('gives a fact of another pack as it is', () => {
    expect(labelFact('plan.tier=gold', 'ko')).toBe('plan.tier=gold');
    expect(labelFact('saju.day_master=nobody', 'en')).toBe('saju.day_master=nobody');
  });
});
