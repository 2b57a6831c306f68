// Judged questions put to the sources of the fixture pack.
import { beforeAll, describe, expect, test } from 'bun:test';
import { findUnknownIds, judgeQuestions, type PreparedQuestion } from '../../src/evaluation/search-eval.ts';
import type { PackIndex } from '../../src/search/pack-index.ts';
import { segment } from '../../src/text/segment.ts';
import { bagOfTerms, indexFixture } from '../fixtures/packs.ts';

let index: PackIndex;

beforeAll(async () => {
  index = await indexFixture('small');
});

function prepare(accepted: readonly string[], theme = 'love'): PreparedQuestion {
  const question = 'the quarrel with my manager';
  const texts = { question, terms: new Set(segment(question)), vector: bagOfTerms(question) };
  return { id: 'q1', language: 'en', theme, split: 'dev', accepted, ...texts };
}

describe('judgeQuestions', () => {
  test('judges every source that has accepted items, and a bound source also within the domain of the theme', () => {
    const judged = judgeQuestions(index, [prepare(['domain/love-quarrel', 'domain/career-boss', 'corpus/both-banks'])]);
    expect(judged.map((row) => [row.source, [...row.grades.keys()]])).toEqual([
      ['corpus', ['corpus/both-banks']],
      ['domain', ['domain/career-boss', 'domain/love-quarrel']],
      ['domain of the theme', ['domain/love-quarrel']],
    ]);
  });

  test('finds nothing outside the domain where the source is bound to it', () => {
    const bound = judgeQuestions(index, [prepare(['domain/love-quarrel'])]).find((row) => row.source.endsWith('theme'));
    const found = Object.values(bound?.rankings ?? {}).flat();
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((id) => !id.startsWith('domain/love-'))).toEqual([]);
  });

  test('looks at items whose conditions nobody meets', () => {
    const judged = judgeQuestions(index, [prepare(['domain/love-venus'])]);
    expect(judged.map((row) => row.source)).toEqual(['domain', 'domain of the theme']);
  });

  test('has no row for a source without accepted items', () => {
    expect(judgeQuestions(index, [prepare([])])).toEqual([]);
  });
});

describe('findUnknownIds', () => {
  test('names ids that the pack does not hold, each once', () => {
    const questions = [prepare(['domain/love-quarrel', 'domain/gone']), prepare(['domain/gone'])];
    expect(findUnknownIds(index, questions)).toEqual(['domain/gone']);
  });
});
