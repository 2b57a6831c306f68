// The lanes side by side, on scores made by hand and on the fixture pack.
import { beforeAll, describe, expect, test } from 'bun:test';
import { fuseByRank, rankPackLanes, rankScoredLanes, rankScores } from '../../src/evaluation/lanes.ts';
import type { PackIndex } from '../../src/search/pack-index.ts';
import { segment } from '../../src/text/segment.ts';
import { bagOfTerms, indexFixture } from '../fixtures/packs.ts';

describe('rankScores', () => {
  test('puts the best first, keeps the order of items in a tie, and leaves out what scores nothing', () => {
    const scores = new Map([
      [3, 0.5],
      [1, 0.5],
      [2, 0.9],
      [0, 0],
    ]);
    expect(rankScores(scores)).toEqual([2, 1, 3]);
  });
});

describe('fuseByRank', () => {
  test('adds the reciprocal ranks of every list', () => {
    // k = 1: item 7 has 1/2 + 1/4 = 0.75, item 8 1/3 + 1/2 = 0.83, item 9 only 1/3.
    expect(
      fuseByRank(
        [
          [7, 8],
          [8, 9, 7],
        ],
        1,
      ),
    ).toEqual([8, 7, 9]);
  });
});

describe('rankScoredLanes', () => {
  test('ranks each lane alone and both together', () => {
    const lanes = rankScoredLanes({
      lexical: Float32Array.of(0, 1, 0.2),
      dense: Float32Array.of(0.9, 0.8, 0.7),
    });
    expect(lanes.lexical).toEqual([1, 2]);
    // The last candidate of a lane is stretched to nothing.
    expect(lanes.dense).toEqual([0, 1]);
    expect(lanes.fused?.[0]).toBe(1);
    expect(lanes.rrf).toEqual([1, 0, 2]);
  });

  test('has the lexical lane only when there are no vectors', () => {
    expect(Object.keys(rankScoredLanes({ lexical: Float32Array.of(0, 1), dense: undefined }))).toEqual(['lexical']);
  });
});

describe('rankPackLanes', () => {
  let index: PackIndex;

  beforeAll(async () => {
    index = await indexFixture('small');
  });

  function query(question: string) {
    const part = index.pack.parts.get('domain');
    if (!part) throw new Error('The fixture pack has no domain');
    const allowed = new Uint8Array(part.items.length).fill(1);
    return { part, query: { terms: new Set(segment(question)), vector: bagOfTerms(question), allowed } };
  }

  test('finds the item that shares words with the question, whichever the language', () => {
    for (const question of ['my separation keeps me from sleep', '이별한 뒤에 잠을 못 자요']) {
      const { part, query: asked } = query(question);
      const lanes = rankPackLanes(index, { part, query: asked });
      expect(Object.keys(lanes)).toEqual(['lexical', 'dense', 'fused', 'rrf']);
      expect(part.items[lanes.fused?.[0] ?? -1]?.id).toBe('domain/love-listen');
    }
  });

  test('has the lexical lane only when the question has no vector', () => {
    const { part, query: asked } = query('a quarrel');
    expect(Object.keys(rankPackLanes(index, { part, query: { ...asked, vector: undefined } }))).toEqual(['lexical']);
  });
});
