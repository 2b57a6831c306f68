// Witnesses: for every fact that the sky and the calendar allow there is a chart, and none for the others.
import { describe, expect, test } from 'bun:test';
import { ALL_FACTS } from '../../src/destiny/fact-index.ts';
import { deriveFacts } from '../../src/destiny/facts.ts';
import { parseChart } from '../../src/destiny/schema.ts';
import { witnessChart } from '../../src/destiny/witness.ts';

// Mercury stays within 28 degrees of the sun and Venus within 47, so these aspects are never seen.
const NEVER_SEEN = [
  ...['opposition', 'sextile', 'square', 'trine'].flatMap((aspect) => [`sun_mercury=${aspect}`, `sun_venus=${aspect}`]),
  ...['opposition', 'square', 'trine'].map((aspect) => `mercury_venus=${aspect}`),
].map((pair) => `astro.aspect.${pair}`);

function holds(conditions: readonly string[], seed = 1): boolean {
  const chart = witnessChart(conditions, seed);
  if (chart === undefined) return false;
  const { facts, warnings } = deriveFacts(parseChart(chart));
  expect(warnings).toEqual([]);
  return conditions.every((condition) => {
    const [key = '', values = ''] = condition.split('=');
    if (values === '*') return [...facts].some((fact) => fact.startsWith(`${key}=`));
    return values.split('|').some((value) => facts.has(`${key}=${value}`));
  });
}

describe('witnessChart', () => {
  test('finds a chart for every single fact that can be', () => {
    const possible = ALL_FACTS.filter((fact) => !NEVER_SEEN.includes(fact));
    expect(possible.filter((fact) => !holds([fact]))).toEqual([]);
  });

  test.each([
    [['saju.day_master=gap', 'saju.element.lacking=water', 'saju.ten_god.dominant=pyeonjae|jeongjae']],
    [['saju.samhap=fire', 'saju.relation.day=samhap', 'saju.element.lacking=water']],
    [['saju.luck.stem=gap', 'saju.luck.ten_god=jeongjae', 'saju.luck.relation=branch_chung']],
    [['saju.annual.relation=banhap', 'saju.void.pillar=month', 'saju.season=winter']],
    [['astro.element.dominant=fire', 'astro.element.lacking=water', 'astro.modality.dominant=fixed']],
    [['astro.chart_ruler=mars', 'astro.chart_ruler.house=7', 'astro.aspect.sun_saturn=square|opposition']],
    [['astro.mars.house=1|4|7|10', 'astro.mars.dignity=*', 'astro.mercury.retrograde=true', 'saju.day_pillar=gap_ja']],
    [['astro.progressed.moon.house=4', 'astro.house.4.sign=leo', 'astro.south_node.house=3']],
  ])('finds a chart for %j', (conditions) => {
    expect(holds(conditions, 11)).toBe(true);
  });

  test('keeps the chart sparse', () => {
    expect(witnessChart(['astro.mars.house=7'], 1)).toEqual({ astro: { mars: { house: '7' } } });
    expect(Object.keys(witnessChart(['saju.day_pillar=gap_ja'], 1)?.saju ?? {})).toEqual(['dayPillar']);
    expect(witnessChart([], 1)).toEqual({});
  });

  test('gives the same chart when the seed is the same', () => {
    const conditions = ['saju.ten_god_group.lacking=wealth', 'astro.moon.phase=full'];
    expect(witnessChart(conditions, 5)).toEqual(witnessChart(conditions, 5) ?? {});
  });

  test('finds none for what nobody can have', () => {
    expect(witnessChart([NEVER_SEEN[0] ?? ''], 1)).toBeUndefined();
    expect(witnessChart(['saju.year.stem=gap', 'saju.month.stem=gap', 'saju.month.branch=in'], 1)).toBeUndefined();
    expect(witnessChart(['astro.sun.sign=aries', 'astro.venus.sign=libra'], 1)).toBeUndefined();
  });

  test('finds none for a condition outside the vocabulary', () => {
    for (const condition of ['astro.mars.house=13', 'plan.tier=gold', 'saju.day_master', '', 'astro.mars.house=7|13'])
      expect(witnessChart([condition], 1)).toBeUndefined();
  });
});
