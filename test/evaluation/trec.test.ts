// The files that trec_eval reads.
import { describe, expect, test } from 'bun:test';
import type { Judged } from '../../src/evaluation/summary.ts';
import { formatQrels, formatRun, trecFiles } from '../../src/evaluation/trec.ts';

const JUDGED: readonly Judged[] = [
  {
    id: 'q1',
    grades: new Map([
      ['domain/a', 1],
      ['domain/b', 2],
    ]),
    rankings: { lexical: ['domain/b', 'domain/c'] },
  },
];

describe('trec files', () => {
  test('hold a judgement a line', () => {
    expect(formatQrels(JUDGED)).toBe('q1 0 domain/a 1\nq1 0 domain/b 2\n');
  });

  test('hold a found item a line, with scores that fall', () => {
    expect(formatRun(JUDGED, 'lexical')).toBe('q1 Q0 domain/b 1 1 lexical\nq1 Q0 domain/c 2 0.5 lexical\n');
  });

  test('are named for the group and the lane, without a lane that ranked nothing', () => {
    expect([...trecFiles('domain of the theme, ko', JUDGED).keys()]).toEqual([
      'domain-of-the-theme-ko.qrels',
      'domain-of-the-theme-ko.lexical.run',
    ]);
  });
});
