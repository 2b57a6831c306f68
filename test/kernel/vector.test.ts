// Vector arithmetic: lengths that four accumulators do not divide, and the vector that has no direction.
import { describe, expect, test } from 'bun:test';
import { dot, normalize } from '../../src/kernel/vector.ts';

describe('dot', () => {
  test.each([0, 1, 3, 4, 5, 8, 11])('agrees with the plain sum for %i components', (length) => {
    const a = Float32Array.from({ length }, (_, index) => index + 1);
    const b = Float32Array.from({ length }, (_, index) => 2 - index);
    expect(dot(a, b)).toBe([...a].reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0));
  });
});

describe('normalize', () => {
  test('scales to length one in place and returns the same vector', () => {
    const vector = Float32Array.of(3, 4);
    expect(normalize(vector)).toBe(vector);
    expect(dot(vector, vector)).toBeCloseTo(1, 6);
  });

  test('leaves the zero vector as it is', () => {
    expect([...normalize(new Float32Array(3))]).toEqual([0, 0, 0]);
  });
});
