// Fusion: the lexical lane on its absolute scale, the dense one stretched over the candidates, ties in item order.
import { describe, expect, test } from 'bun:test';
import { NOT_ALLOWED } from '../../src/search/dense.ts';
import { fuseLanes, LEXICAL_WEIGHT, topItems } from '../../src/search/fuse.ts';

const lane = (...scores: number[]) => Float32Array.from(scores);

describe('fuseLanes', () => {
  test('adds the stretched dense score and the weighted lexical one', () => {
    const fused = fuseLanes({ lexical: lane(0, 1, 0), dense: lane(0.9, 0.8, 0.7) });
    expect(fused.get(0)).toBeCloseTo(1, 5);
    expect(fused.get(1)).toBeCloseTo(0.5 + LEXICAL_WEIGHT, 5);
    expect(fused.get(2)).toBeCloseTo(0, 5);
  });

  test('lets a weak lexical match move little, where ranks would let it move much', () => {
    const fused = fuseLanes({ lexical: lane(0, 0.05, 0), dense: lane(0.9, 0.8, 0.7) });
    expect(fused.get(0) ?? 0).toBeGreaterThan(fused.get(1) ?? 0);
  });

  test('leaves items out that were not allowed', () => {
    expect([...fuseLanes({ lexical: lane(0, 0.5), dense: lane(NOT_ALLOWED, 0.2) }).items]).toEqual([1]);
  });

  test('keeps an item that only the lexical lane found', () => {
    const dense = new Float32Array(150).map((_, item) => 0.9 - item / 1000);
    const lexical = new Float32Array(150);
    lexical[149] = 1;
    const fused = fuseLanes({ lexical, dense });
    expect(fused.items.length).toBe(101);
    expect(fused.get(149)).toBeCloseTo(LEXICAL_WEIGHT, 5);
  });

  test('counts a lone candidate as the best one, and lets equal ones say nothing', () => {
    expect([...fuseLanes({ lexical: lane(0), dense: lane(0.4) })]).toEqual([[0, 1]]);
    expect([...fuseLanes({ lexical: lane(0, 0), dense: lane(0.5, 0.5) })]).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  test('stands on the lexical lane alone without an embedding', () => {
    expect([...fuseLanes({ lexical: lane(0, 0.5, 1), dense: undefined })]).toEqual([
      [2, expect.closeTo(LEXICAL_WEIGHT, 5)],
      [1, expect.closeTo(LEXICAL_WEIGHT / 2, 5)],
    ]);
  });

  test('is empty where nothing matches or nothing is allowed', () => {
    expect(fuseLanes({ lexical: lane(0, 0), dense: undefined }).items.length).toBe(0);
    expect(fuseLanes({ lexical: lane(0, 0), dense: lane(NOT_ALLOWED, NOT_ALLOWED) }).items.length).toBe(0);
  });
});

describe('topItems', () => {
  test('gives the best first and keeps item order among equals', () => {
    expect(topItems(lane(0.5, 0.9, 0.5, 0.9, 0.1), { depth: 4, floor: 0 })).toEqual([1, 3, 0, 2]);
  });

  test('leaves out what is not above the floor', () => {
    expect(topItems(lane(0, -0.2, 0.1), { depth: 9, floor: 0 })).toEqual([2]);
  });
});
