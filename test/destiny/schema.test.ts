// The chart schemas: wrong types are refused with a pointer and an expectation, sizes are bounded.
import { describe, expect, test } from 'bun:test';
import { chartSchema, describeIssue, parseChart, toPointer } from '../../src/destiny/schema.ts';
import { ServiceError } from '../../src/kernel/errors.ts';

function faultOf(chart: unknown): { pointer: string | undefined; message: string } {
  try {
    parseChart(chart);
  } catch (thrown) {
    if (thrown instanceof ServiceError) return { pointer: thrown.pointer, message: thrown.message };
    throw thrown;
  }
  throw new Error('The chart was accepted');
}

describe('parseChart', () => {
  test.each([
    [{ saju: 5 }, '/saju', 'an object'],
    [{ saju: { dayPillar: { heavenlyStem: 5 } } }, '/saju/dayPillar/heavenlyStem', 'a string or an object'],
    [{ saju: { dayPillar: { heavenlyStem: { name: 5 } } } }, '/saju/dayPillar/heavenlyStem/name', 'a string'],
    [{ saju: { dayMaster: { heavenlyStem: [] } } }, '/saju/dayMaster/heavenlyStem', 'a string or an object'],
    [{ saju: { fiveElements: { wood: '3' } } }, '/saju/fiveElements/wood', 'a number'],
    [{ saju: { fiveElements: { wood: -1 } } }, '/saju/fiveElements/wood', 'at least 0'],
    [{ saju: { unse: { annual: {} } } }, '/saju/unse/annual', 'an array'],
    [{ saju: { unse: { annual: ['갑자', 7] } } }, '/saju/unse/annual/1', 'a string or an object'],
    [{ saju: { dayMaster: 'x'.repeat(81) } }, '/saju/dayMaster', 'at most 80 characters'],
    [{ astro: { sun: 3 } }, '/astro/sun', 'a string or an object'],
    [{ astro: { sun: { longitude: {} } } }, '/astro/sun/longitude', 'a number or a string'],
    [{ astro: { planets: Array(61).fill({}) } }, '/astro/planets', 'at most 60 entries'],
    [{ astro: { aspects: [{ from: 1 }] } }, '/astro/aspects/0/from', 'a string'],
    [{ birth: { lat: 91 } }, '/birth/lat', 'at most 90'],
  ])('refuses %j at %s', (chart, pointer, expected) => {
    expect(faultOf(chart)).toEqual({ pointer, message: `Expected ${expected} at "${pointer}"` });
  });

  test('refuses numbers that are not finite', () => {
    for (const longitude of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(faultOf({ astro: { sun: { longitude } } }).pointer).toBe('/astro/sun/longitude');
  });

  test('accepts absent, null and unknown fields', () => {
    expect(parseChart({})).toEqual({});
    expect(parseChart({ saju: null, astro: null, birth: null, other: 1 })).toEqual({
      saju: null,
      astro: null,
      birth: null,
      other: 1,
    });
    expect(() => parseChart({ saju: { timePillar: null, sinsal: ['x'] }, astro: { moon: null } })).not.toThrow();
  });

  test('refuses a hostile list as one fault, whatever its entries are', () => {
    const { error } = chartSchema.safeParse({ astro: { planets: Array(100_000).fill(1) } });
    expect(error?.issues.map((issue) => toPointer(issue.path))).toEqual(['/astro/planets']);
  });
});

describe('toPointer', () => {
  test('escapes as RFC 6901 says', () => {
    expect(toPointer([])).toBe('');
    expect(toPointer(['a/b', 0, 'm~n'])).toBe('/a~1b/0/m~0n');
  });

  test('gives the place of a zod issue', () => {
    const parsed = chartSchema.safeParse({ astro: { houses: [1, 'x'] } });
    const [issue] = parsed.error?.issues ?? [];
    if (issue === undefined) throw new Error('The chart was accepted');
    expect(describeIssue(issue)).toEqual({ pointer: '/astro/houses/1', expected: 'a number or an object' });
  });
});
