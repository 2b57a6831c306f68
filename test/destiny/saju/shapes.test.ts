// Every shape of a saju chart that the contract names is read, and what contradicts the tables is told.
import { describe, expect, test } from 'bun:test';
import { deriveFacts } from '../../../src/destiny/facts.ts';
import { parseChart } from '../../../src/destiny/schema.ts';
import type { FactSet } from '../../../src/kernel/facts.ts';

function derive(saju: object) {
  const { facts, warnings } = deriveFacts({ saju: parseChart({ saju }).saju });
  return { facts, warnings, of: (key: string) => valuesOf(facts, key) };
}

function valuesOf(facts: FactSet, key: string): string[] {
  return [...facts].filter((fact) => fact.startsWith(`${key}=`)).map((fact) => fact.slice(key.length + 1));
}

describe('day master', () => {
  const shapes: [string, unknown][] = [
    ['Hangul', '갑'],
    ['hanja', '甲'],
    ['Hangul with element', '갑목'],
    ['hanja with element', '甲木'],
    ['both', '갑목(甲木)'],
    ['romanised', 'Gap'],
    ['pinyin', 'JIA'],
    ['English', 'Yang Wood'],
    ['decomposed', '갑'.normalize('NFD')],
    ['full width', 'ｇａｐ'],
    ['object', { name: '갑', element: '목' }],
    ['object in English', { name: 'gap', element: 'Wood', yin_yang: 'yang' }],
    ['under heavenlyStem', { heavenlyStem: '갑' }],
    ['object under heavenlyStem', { heavenlyStem: { name: '甲', element: '木' } }],
  ];
  test.each(shapes)('is read when it is given as %s', (_, dayMaster) => {
    const { facts, warnings } = derive({ dayMaster });
    expect([...facts].filter((fact) => fact.startsWith('saju.day_master'))).toEqual([
      'saju.day_master.element=wood',
      'saju.day_master.polarity=yang',
      'saju.day_master=gap',
    ]);
    expect(warnings).toEqual([]);
  });

  test('comes from the day pillar when none is given', () => {
    expect(derive({ dayPillar: { heavenlyStem: '계', earthlyBranch: '해' } }).of('saju.day_master')).toEqual(['gye']);
  });

  test('stands in for the stem of a day pillar that lacks it', () => {
    const { of } = derive({ dayMaster: '갑', dayPillar: { earthlyBranch: '자' } });
    expect(of('saju.day_pillar')).toEqual(['gap_ja']);
    expect(of('saju.void')).toEqual(['hae', 'sul']);
  });

  test('gives way to the day pillar with a warning when they differ', () => {
    const { of, warnings } = derive({ dayMaster: '갑', dayPillar: { heavenlyStem: '을', earthlyBranch: '축' } });
    expect(of('saju.day_master')).toEqual(['eul']);
    expect(warnings).toEqual(['saju.dayMaster: it differs from the stem of the day pillar, which was used']);
  });

  test('is left out with a warning when no stem has that name', () => {
    const { facts, warnings } = derive({ dayMaster: '갑화' });
    expect(facts.size).toBe(0);
    expect(warnings).toEqual(['saju.dayMaster: "갑화" is not a known stem, so it was left out']);
  });
});

describe('pillars', () => {
  const pair = ['saju.month.branch=in', 'saju.month.stem=byeong'];
  const shapes: [string, object][] = [
    ['strings', { monthPillar: { heavenlyStem: '丙', earthlyBranch: '寅' } }],
    ['objects', { monthPillar: { heavenlyStem: { name: '병' }, earthlyBranch: { name: '인', element: '木' } } }],
    ['pillars.month', { pillars: { month: { heavenlyStem: 'bing', earthlyBranch: 'yin' } } }],
    ['stem and branch', { monthPillar: { stem: '병화', branch: '인목' } }],
    ['a pair in Hangul', { monthPillar: '병인' }],
    ['a pair in hanja', { pillars: { month: '丙寅' } }],
    ['ganji', { monthPillar: { ganji: 'Bing-Yin' } }],
  ];
  test.each(shapes)('are read when they are given as %s', (_, saju) => {
    const { facts, warnings } = derive(saju);
    expect([...facts].filter((fact) => fact.startsWith('saju.month.'))).toEqual(pair);
    expect(warnings).toEqual([]);
  });

  test.each(['timePillar', 'hourPillar'])('take %s as the hour', (field) => {
    expect(derive({ [field]: '갑자' }).of('saju.time.branch')).toEqual(['ja']);
  });

  test('keep what is known when one side is not', () => {
    const { of, warnings } = derive({ dayPillar: { heavenlyStem: '갑', earthlyBranch: '캥거루' } });
    expect(of('saju.day_master')).toEqual(['gap']);
    expect(of('saju.day.branch')).toEqual([]);
    expect(warnings).toEqual(['saju.dayPillar.earthlyBranch: "캥거루" is not a known branch, so it was left out']);
  });

  test('are not named when stem and branch form no pair', () => {
    const { of, warnings } = derive({ dayPillar: { heavenlyStem: '갑', earthlyBranch: '축' } });
    expect(of('saju.day_pillar')).toEqual([]);
    expect(warnings).toEqual(['saju.dayPillar: its stem and branch form none of the sixty pairs']);
  });

  test('keep the computed values when element, polarity, ten god or hidden stem are stated otherwise', () => {
    const { of, warnings } = derive({
      dayPillar: { heavenlyStem: '갑', earthlyBranch: { name: '자', sibsin: '편인' }, jijanggan: { jeonggi: '壬' } },
      yearPillar: { heavenlyStem: { name: '경', element: '목', yin_yang: '음', sibsin: '정관' }, earthlyBranch: '오' },
    });
    expect(of('saju.year.stem.ten_god')).toEqual(['pyeongwan']);
    expect(of('saju.day.branch.ten_god')).toEqual(['jeongin']);
    expect(warnings.map((warning) => warning.split(':')[0])).toEqual([
      'saju.dayPillar.earthlyBranch.sibsin',
      'saju.dayPillar.jijanggan.jeonggi',
      'saju.yearPillar.heavenlyStem.element',
      'saju.yearPillar.heavenlyStem.sibsin',
      'saju.yearPillar.heavenlyStem.yin_yang',
    ]);
  });
});

describe('periods that hold now', () => {
  const list = ['임오', '계미', '갑신'];
  test.each([
    ['an index', { daeWoon: { current: 1, list } }],
    ['an index as text', { daeWoon: { current: '1', list } }],
    ['a period', { daeWoon: { current: { heavenlyStem: '계', earthlyBranch: { name: '미' } } } }],
    ['a pair', { daeWoon: { current: '癸未' } }],
    ['a mark in the list', { daeWoon: { list: ['임오', { ganji: '계미', isCurrent: true }] } }],
    ['the only entry of unse.daeun', { unse: { daeun: ['계미'] } }],
  ])('are found when luck is given as %s', (_, saju) => {
    const { of, warnings } = derive({ dayMaster: '갑', ...saju });
    expect(of('saju.luck.stem')).toEqual(['gye']);
    expect(of('saju.luck.element')).toEqual(['earth', 'water']);
    expect(of('saju.luck.ten_god')).toEqual(['jeongin', 'jeongjae']);
    expect(warnings).toEqual([]);
  });

  test('are not guessed when several entries are unmarked', () => {
    const { facts, warnings } = derive({ unse: { annual: ['병오', '정미'] } });
    expect(facts.size).toBe(0);
    expect(warnings).toEqual(['saju.unse.annual: no entry is marked current: true, so none was used']);
  });

  test('are left out with a warning when the index points past the list', () => {
    const { facts, warnings } = derive({ daeWoon: { current: 3, list } });
    expect(facts.size).toBe(0);
    expect(warnings.length).toBe(1);
  });

  test('relate to the day pillar', () => {
    const { of } = derive({ dayPillar: '갑자', unse: { annual: ['기축'], monthly: [{ stem: '경', branch: '오' }] } });
    expect(of('saju.annual.relation')).toEqual(['branch_hap', 'stem_hap']);
    expect(of('saju.monthly.relation')).toEqual(['branch_chung', 'stem_chung']);
    expect(derive({ dayPillar: '갑자', unse: { annual: ['경신'] } }).of('saju.annual.relation')).toEqual([
      'banhap',
      'stem_chung',
    ]);
  });

  test('run forward or backward as the chart says', () => {
    expect(derive({ daeWoon: { isForward: true } }).of('saju.luck.direction')).toEqual(['forward']);
    expect(derive({ daeWoon: { isForward: false } }).of('saju.luck.direction')).toEqual(['backward']);
  });
});
