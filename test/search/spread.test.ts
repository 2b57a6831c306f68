// Spreading activation: it fades, it never enters nodes that are not allowed, and every path leads back to a seed.
import { describe, expect, test } from 'bun:test';
import type { CompiledEdges } from '../../src/pack/compiled.ts';
import { buildPostings } from '../../src/pack/postings.ts';
import { spreadActivation } from '../../src/search/spread.ts';

type Link = readonly [from: number, to: number, weight: number];

function edgesOf(count: number, links: readonly Link[]): CompiledEdges {
  const entries = links.flatMap(([from, to, value]) => [
    { key: from, target: to, value },
    { key: to, target: from, value },
  ]);
  return {
    adjacency: buildPostings(entries, count),
    relations: new Uint16Array(entries.length),
    isForward: new Uint8Array(entries.length),
    relationNames: ['is'],
  };
}

const all = (count: number) => new Uint8Array(count).fill(1);
const CHAIN: readonly Link[] = [
  [0, 1, 1],
  [1, 2, 1],
  [2, 3, 1],
  [3, 4, 1],
];

describe('spreadActivation', () => {
  test('fades with every hop and ends after two', () => {
    const { energy } = spreadActivation(edgesOf(5, CHAIN), { seeds: new Map([[0, 1]]), allowed: all(5) });
    expect(energy[1]).toBeCloseTo(0.5, 5);
    expect(energy[2]).toBeCloseTo((0.5 * 0.5) / Math.SQRT2, 5);
    expect([energy[3], energy[4]]).toEqual([0, 0]);
  });

  test('carries more over a heavier edge', () => {
    const { energy } = spreadActivation(
      edgesOf(3, [
        [0, 1, 1],
        [0, 2, 0.5],
      ]),
      { seeds: new Map([[0, 1]]), allowed: all(3) },
    );
    expect(energy[1]).toBeCloseTo(2 * (energy[2] ?? 0), 5);
  });

  test('neither enters nor passes through a node that is not allowed', () => {
    const allowed = Uint8Array.of(1, 0, 1, 1, 1);
    const { energy } = spreadActivation(edgesOf(5, CHAIN), { seeds: new Map([[0, 1]]), allowed });
    expect([...energy]).toEqual([1, 0, 0, 0, 0]);
  });

  test('takes no seed that is not allowed', () => {
    const { energy } = spreadActivation(edgesOf(2, [[0, 1, 1]]), {
      seeds: new Map([[0, 1]]),
      allowed: Uint8Array.of(0, 1),
    });
    expect([...energy]).toEqual([0, 0]);
  });

  test('lets the energy of several seeds meet', () => {
    const links: readonly Link[] = [
      [0, 2, 1],
      [1, 2, 1],
    ];
    const { energy } = spreadActivation(edgesOf(3, links), {
      seeds: new Map([
        [0, 1],
        [1, 1],
      ]),
      allowed: all(3),
    });
    expect(energy[2]).toBeCloseTo(1, 5);
  });

  test('gives the seeds at least their own energy and no way that led to them', () => {
    const { energy, via } = spreadActivation(edgesOf(5, CHAIN), { seeds: new Map([[1, 0.7]]), allowed: all(5) });
    expect(energy[1]).toBeGreaterThanOrEqual(0.7);
    expect(via[1]).toBe(-1);
  });

  test('leads every node that it reached back to a seed, also where two hubs pass energy to each other', () => {
    const seeds = new Map(Array.from({ length: 12 }, (_, node) => [node, 1]));
    const links = [...seeds.keys()].flatMap((seed): Link[] => [
      [seed, 12, 1],
      [seed, 13, 1],
    ]);
    const { from } = spreadActivation(edgesOf(14, [...links, [12, 13, 1]]), { seeds, allowed: all(14) });
    expect([seeds.has(from[12] ?? -1), seeds.has(from[13] ?? -1)]).toEqual([true, true]);
  });
});
