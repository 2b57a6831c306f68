// What follows from the eight characters, for charts that were worked out by hand.
import { describe, expect, test } from 'bun:test';
import { deriveFacts } from '../../../src/destiny/facts.ts';
import { parseChart } from '../../../src/destiny/schema.ts';

/** Facts of a chart written as year, month, day and hour pairs, by key. */
function derive(pairs: string, rest: object = {}): (key: string) => string[] {
  const [yearPillar, monthPillar, dayPillar, timePillar] = pairs.split(' ');
  const saju = { yearPillar, monthPillar, dayPillar, timePillar, ...rest };
  const { facts } = deriveFacts({ saju: parseChart({ saju }).saju });
  return (key) => [...facts].filter((fact) => fact.startsWith(`${key}=`)).map((fact) => fact.slice(key.length + 1));
}

describe('element balance', () => {
  test('names the dominant, strong and lacking elements of eight characters', () => {
    // 木: 卯 · 土: 己 丑 戊 辰 · 金: 申 · 水: 壬 癸 · no fire
    const of = derive('임신 계묘 기축 무진');
    expect(of('saju.element.dominant')).toEqual(['earth']);
    expect(of('saju.element.strong')).toEqual(['earth']);
    expect(of('saju.element.lacking')).toEqual(['fire']);
    expect(of('saju.element.balance')).toEqual(['uneven']);
  });

  test('is balanced when all five are there and none reaches three of eight', () => {
    // 木 甲 寅 · 火 丙 午 · 土 戊 · 金 庚 申 · 水 子
    const of = derive('갑자 병인 무신 경오');
    expect(of('saju.element.balance')).toEqual(['balanced']);
    expect(of('saju.element.dominant')).toEqual([]);
  });

  test('follows the given counts when all five are numbers, under any names', () => {
    const fiveElements = { 목: 0, 火: 5, earth: 1, 금: 1, 水: 1 };
    const of = derive('임신 계묘 기축 무진', { fiveElements });
    expect(of('saju.element.dominant')).toEqual(['fire']);
    expect(of('saju.element.lacking')).toEqual(['wood']);
  });

  test('takes the count under the name of the vocabulary when an element is given twice, whatever comes first', () => {
    const fiveElements = { 목: 8, wood: 0, fire: 5, earth: 1, metal: 1, water: 1 };
    expect(derive('임신 계묘 기축 무진', { fiveElements })('saju.element.dominant')).toEqual(['fire']);
  });

  test('is computed when counts are missing or all zero', () => {
    expect(derive('임신 계묘 기축 무진', { fiveElements: { wood: 8 } })('saju.element.dominant')).toEqual(['earth']);
    const zero = { wood: 0, fire: 0, earth: 0, metal: 0, water: 0 };
    expect(derive('임신 계묘 기축 무진', { fiveElements: zero })('saju.element.dominant')).toEqual(['earth']);
  });

  test('calls nothing lacking when the hour is unknown', () => {
    const of = derive('임신 계묘 기축');
    expect(of('saju.element.lacking')).toEqual([]);
    expect(of('saju.ten_god_group.lacking')).toEqual([]);
    expect(of('saju.element.balance')).toEqual([]);
    // 壬 申 癸 卯 己 丑: two each of water and earth, which is no third.
    expect(of('saju.element.dominant')).toEqual([]);
  });
});

describe('ten gods', () => {
  test('are counted over seven characters and grouped', () => {
    // To 己: 壬 정재, 申 상관, 癸 편재, 卯 편관, 丑 비견, 戊 겁재, 辰 겁재
    const of = derive('임신 계묘 기축 무진');
    expect(of('saju.ten_god')).toEqual(['bigyeon', 'geopjae', 'jeongjae', 'pyeongwan', 'pyeonjae', 'sanggwan']);
    expect(of('saju.ten_god.dominant')).toEqual(['geopjae']);
    expect(of('saju.ten_god_group.dominant')).toEqual(['peer']);
    expect(of('saju.ten_god_group.lacking')).toEqual(['resource']);
    expect(of('saju.month.branch.ten_god')).toEqual(['pyeongwan']);
  });
});

describe('relations', () => {
  test('join, clash and harm as the tables say, and name those of the day', () => {
    const of = derive('갑자 기사 기축 경오');
    expect(of('saju.stem_hap')).toEqual(['gap_gi']);
    expect(of('saju.stem_chung')).toEqual(['gap_gyeong']);
    expect(of('saju.branch_hap')).toEqual(['ja_chuk']);
    expect(of('saju.branch_chung')).toEqual(['ja_o']);
    expect(of('saju.branch_hae')).toEqual(['chuk_o']);
    expect(of('saju.branch_wonjin')).toEqual(['chuk_o']);
    expect(of('saju.relation.day')).toEqual(['branch_hae', 'branch_hap', 'branch_wonjin', 'stem_hap']);
  });

  test('punish in threes pairwise and like with like', () => {
    expect(derive('병인 계사 갑신 갑진')('saju.branch_hyeong')).toEqual(['in_sa', 'in_sin', 'sa_sin']);
    expect(derive('갑진 무진')('saju.branch_hyeong')).toEqual(['jin_jin']);
    expect(derive('갑자 무자')('saju.branch_hyeong')).toEqual([]);
  });

  test('see a full frame in place of its half, wherever its branches stand', () => {
    const whole = derive('임신 임자 갑진 갑술');
    expect(whole('saju.samhap')).toEqual(['water']);
    expect(whole('saju.banhap')).toEqual([]);
    expect(whole('saju.relation.day')).toContain('samhap');
    expect(derive('임신 임자')('saju.banhap')).toEqual(['water']);
    expect(derive('임신 갑진')('saju.banhap')).toEqual([]);
    expect(derive('병인 정묘 무진')('saju.banghap')).toEqual(['wood']);
  });
});

describe('day pillar', () => {
  test('gives pair, decade, nayin and the pillars in void', () => {
    const of = derive('갑술 을해 갑자 을축');
    expect(of('saju.day_pillar')).toEqual(['gap_ja']);
    expect(of('saju.day_pillar.decade')).toEqual(['gap_ja']);
    expect(of('saju.day_pillar.nayin')).toEqual(['haejunggeum']);
    expect(of('saju.day_pillar.nayin_element')).toEqual(['metal']);
    expect(of('saju.void')).toEqual(['hae', 'sul']);
    expect(of('saju.void.pillar')).toEqual(['month', 'year']);
    expect(of('saju.season')).toEqual(['winter']);
  });
});
