// Diversity: near duplicates go, related items fall behind, and equal items keep their order.
import { describe, expect, test } from 'bun:test';
import { dot, normalize } from '../../src/kernel/vector.ts';
import { numberFacets, pickByFacets, pickByMmr } from '../../src/search/diversity.ts';

const candidates = (...scores: number[]) => scores.map((score, item) => ({ item, score }));
const itemsOf = (picks: readonly { item: number }[]) => picks.map((pick) => pick.item);

describe('pickByMmr', () => {
  const vectors = [
    [1, 0, 0],
    [0.999, 0.02, 0],
    [0.6, 0.8, 0],
    [0, 0, 1],
  ].map((row) => normalize(Float32Array.from(row)));
  const vectorOf = (item: number) => vectors[item] ?? new Float32Array(3);
  const cosines = (item: number, others: readonly number[]) =>
    Float32Array.from(others, (other) => dot(vectorOf(item), vectorOf(other)));

  test('leaves near duplicates out altogether, even with room for them', () => {
    expect(itemsOf(pickByMmr(candidates(1, 0.99, 0.5, 0.4), { limit: 4, cosines }))).not.toContain(1);
  });

  test('prefers an unlike item to a somewhat better one that says the same', () => {
    expect(itemsOf(pickByMmr(candidates(1, 0, 0.55, 0.45), { limit: 2, cosines }))).toEqual([0, 3]);
  });

  test('lets a much better item stand beside a related one', () => {
    expect(itemsOf(pickByMmr(candidates(1, 0, 0.9, 0.1), { limit: 2, cosines }))).toEqual([0, 2]);
  });

  test('gives the scores that the candidates came with, and at most the limit', () => {
    expect(pickByMmr(candidates(0.8, 0.7, 0.6, 0.5), { limit: 1, cosines })).toEqual([{ item: 0, score: 0.8 }]);
    expect(pickByMmr(candidates(1), { limit: 0, cosines })).toEqual([]);
  });
});

describe('pickByFacets', () => {
  const facets = numberFacets([['mars'], ['mars'], ['mars'], ['venus']]);

  test('lets items of a facet fall behind that was picked already', () => {
    const picks = pickByFacets(candidates(1, 0.95, 0.9, 0.8), { limit: 3, facets });
    expect(itemsOf(picks)).toEqual([0, 3, 1]);
    expect(picks[2]?.score).toBe(0.95);
  });

  test('fills the list with one facet where there is no other', () => {
    expect(itemsOf(pickByFacets(candidates(1, 0.9, 0.8), { limit: 3, facets }))).toEqual([0, 1, 2]);
  });

  test('keeps item order among equals', () => {
    expect(itemsOf(pickByFacets(candidates(0.5, 0.5, 0.5), { limit: 3, facets: numberFacets([]) }))).toEqual([0, 1, 2]);
  });

  test('gives at most the limit', () => {
    expect(pickByFacets(candidates(1, 1), { limit: 0, facets })).toEqual([]);
  });
});
