// From judged rankings to figures, counted by hand.
import { describe, expect, test } from 'bun:test';
import { recallAt } from '../../src/evaluation/metrics.ts';
import { compareFused, type Judged, meanByLane, worstLosses } from '../../src/evaluation/summary.ts';

const measure = recallAt(1);

function judged(id: string, rankings: Judged['rankings']): Judged {
  return { id, grades: new Map([['hit', 1]]), rankings };
}

const WON = judged('won', { lexical: ['miss'], dense: ['hit'], fused: ['hit'], rrf: ['hit'] });
const LOST = judged('lost', { lexical: ['hit'], dense: ['miss'], fused: ['miss'], rrf: ['hit'] });
const EVEN = judged('even', { lexical: ['miss'], dense: ['miss'], fused: ['miss'], rrf: ['miss'] });
const LEXICAL_ONLY = judged('alone', { lexical: ['hit'] });

describe('meanByLane', () => {
  test('averages every lane over the questions', () => {
    expect([...meanByLane([WON, LOST, EVEN], measure)]).toEqual([
      ['lexical', 1 / 3],
      ['dense', 1 / 3],
      ['fused', 1 / 3],
      ['rrf', 2 / 3],
    ]);
  });

  test('leaves out a lane that did not rank all the questions', () => {
    expect([...meanByLane([WON, LEXICAL_ONLY], measure).keys()]).toEqual(['lexical']);
    expect(meanByLane([], measure).size).toBe(0);
  });
});

describe('compareFused', () => {
  test('counts wins and losses of fusion against each other lane', () => {
    const rows = compareFused([WON, LOST, EVEN], { measure, random: () => 0.5 });
    expect(rows.map(({ lane, wins, losses }) => [lane, wins, losses])).toEqual([
      ['lexical', 1, 1],
      ['dense', 0, 0],
      ['rrf', 0, 1],
    ]);
    expect(rows.at(-1)?.difference.mean).toBeCloseTo(-1 / 3, 10);
  });

  test('is empty when there was nothing to fuse', () => {
    expect(compareFused([LEXICAL_ONLY], { measure, random: () => 0.5 })).toEqual([]);
  });
});

describe('worstLosses', () => {
  test('names the questions in which fusion is behind the better of its two lanes', () => {
    expect(worstLosses([WON, LOST, EVEN, LEXICAL_ONLY], { measure, count: 5 })).toEqual([
      { id: 'lost', lane: 'lexical', difference: -1 },
    ]);
  });
});
