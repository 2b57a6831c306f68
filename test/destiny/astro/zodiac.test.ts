// The arithmetic of the zodiac, with cases worked out by hand.
import { describe, expect, test } from 'bun:test';
import { dignitiesOf } from '../../../src/destiny/astro/dignities.ts';
import {
  aspectBetween,
  houseOf,
  moonPhase,
  normalizeDegrees,
  oppositeHouse,
  SIGN_ELEMENT,
  SIGN_MODALITY,
  separation,
  signOf,
} from '../../../src/destiny/astro/zodiac.ts';

describe('signOf', () => {
  test.each([
    [0, 'aries'],
    [29.999999, 'aries'],
    [30, 'taurus'],
    [132.5, 'leo'],
    [359.99, 'pisces'],
  ] as const)('%p degrees lie in %s', (longitude, sign) => {
    expect(signOf(longitude)).toBe(sign);
  });
});

describe('normalizeDegrees', () => {
  test.each([
    [365, 5],
    [-1, 359],
    [360, 0],
    [-360, 0],
    [719.5, 359.5],
    [-1e-12, 0],
  ])('brings %p to %p', (degrees, expected) => {
    expect(Object.is(normalizeDegrees(degrees), expected)).toBe(true);
  });

  test('gives the same number when full circles are added', () => {
    for (const degrees of [62.13, 122.37, 0.01, 359.99])
      expect(normalizeDegrees(degrees + 360)).toBe(normalizeDegrees(degrees));
  });
});

describe('aspectBetween', () => {
  test.each([
    [10, 18, 'conjunction'],
    [10, 18.01, undefined],
    [355, 3, 'conjunction'],
    [10, 65, 'sextile'],
    [10, 64.9, undefined],
    [10, 107, 'square'],
    [10, 107.1, undefined],
    [350, 103, 'trine'],
    [350, 102.9, undefined],
    [10, 182, 'opposition'],
    [10, 181.9, undefined],
  ] as const)('%p and %p make %p', (first, second, aspect) => {
    expect(aspectBetween(first, second, { isToAngle: false })).toBe(aspect);
    expect(aspectBetween(second, first, { isToAngle: false })).toBe(aspect);
  });

  test('allows five degrees at most when one end is an angle', () => {
    expect(aspectBetween(10, 15, { isToAngle: true })).toBe('conjunction');
    expect(aspectBetween(10, 15.5, { isToAngle: true })).toBeUndefined();
  });

  test('separates by the shorter arc', () => {
    expect(separation(350, 10)).toBe(20);
    expect(separation(10, 350)).toBe(20);
    expect(separation(0, 180)).toBe(180);
  });
});

describe('houseOf', () => {
  const cusps = [350, 20, 50, 80, 110, 140, 170, 200, 230, 260, 290, 320];
  test.each([
    [350, '1'],
    [5, '1'],
    [19.9, '1'],
    [20, '2'],
    [349.9, '12'],
    [170, '7'],
  ] as const)('%p degrees lie in house %s', (longitude, house) => {
    expect(houseOf(longitude, cusps)).toBe(house);
  });

  test('faces the house six apart', () => {
    expect(['1', '6', '7', '12'].map(oppositeHouse)).toEqual(['7', '12', '1', '6']);
  });
});

describe('moonPhase', () => {
  test.each([
    [0, 0, 'new'],
    [0, 350, 'new'],
    [0, 22.4, 'new'],
    [0, 22.5, 'waxing_crescent'],
    [100, 190, 'first_quarter'],
    [0, 135, 'waxing_gibbous'],
    [350, 170, 'full'],
    [0, 225, 'waning_gibbous'],
    [0, 270, 'last_quarter'],
    [0, 315, 'waning_crescent'],
  ] as const)('sun at %p and moon at %p give %s', (sun, moon, phase) => {
    expect(moonPhase(sun, moon)).toBe(phase);
  });
});

describe('signs and planets', () => {
  test('have the traditional element, modality and dignity', () => {
    expect([SIGN_ELEMENT.leo, SIGN_ELEMENT.virgo, SIGN_ELEMENT.libra, SIGN_ELEMENT.scorpio]).toEqual([
      'fire',
      'earth',
      'air',
      'water',
    ]);
    expect([SIGN_MODALITY.capricorn, SIGN_MODALITY.aquarius, SIGN_MODALITY.pisces]).toEqual([
      'cardinal',
      'fixed',
      'mutable',
    ]);
    expect(dignitiesOf('mercury', 'virgo')).toEqual(['domicile', 'exaltation']);
    expect(dignitiesOf('mercury', 'pisces')).toEqual(['detriment', 'fall']);
    expect(dignitiesOf('sun', 'libra')).toEqual(['fall']);
    expect(dignitiesOf('saturn', 'leo')).toEqual(['detriment']);
    expect(dignitiesOf('moon', 'aries')).toEqual([]);
  });
});
