// The judged questions of the bundled pack: that they are what their README says. Their figures are `quintet eval`'s.
import { beforeAll, describe, expect, test } from 'bun:test';
import path from 'node:path';
import { readQuestions } from '../../src/cli/read-questions.ts';
import type { EvaluationQuestion } from '../../src/evaluation/search-eval.ts';
import { toServiceError } from '../../src/kernel/errors.ts';
import { openTempFolder } from '../fixtures/packs.ts';

let questions: EvaluationQuestion[];

beforeAll(async () => {
  questions = await readQuestions(path.join(import.meta.dir, '..', 'questions'));
});

function countBy(key: (question: EvaluationQuestion) => string): number[] {
  return [
    ...new Set(
      Map.groupBy(questions, key)
        .values()
        .map((group) => group.length),
    ),
  ];
}

describe('the judged questions', () => {
  test('are 200, with ids and texts of their own', () => {
    expect(questions).toHaveLength(200);
    expect(new Set(questions.map((question) => question.id)).size).toBe(200);
    expect(new Set(questions.map((question) => question.question)).size).toBe(200);
  });

  test('are shared out evenly among themes, languages and splits', () => {
    expect(countBy((question) => question.theme)).toEqual([20]);
    expect(countBy((question) => `${question.theme} ${question.language} ${question.split}`)).toEqual([5]);
  });

  test('have accepted items, none twice, and no more than a reader would accept', () => {
    for (const { id, accepted } of questions) {
      expect([id, new Set(accepted).size]).toEqual([id, accepted.length]);
      expect([id, accepted.length > 0]).toEqual([id, true]);
      for (const group of Map.groupBy(accepted, (item) => item.split('/')[0]).values())
        expect([id, group.length <= 12]).toEqual([id, true]);
    }
  });

  test('are in the script of their language', () => {
    for (const { id, language, question } of questions)
      expect([id, /\p{Script=Hangul}/u.test(question)]).toEqual([id, language === 'ko']);
  });
});

describe('readQuestions', () => {
  test('names every fault with file and line', async () => {
    await using folder = await openTempFolder();
    const row = '{ id: a, language: de, split: dev, question: Ja?, accepted: {} }';
    await Bun.write(path.join(folder.path, 'love.yaml'), `theme: love\nquestions:\n  - ${row}\n`);
    const error = toServiceError(await readQuestions(folder.path).catch((thrown: unknown) => thrown));
    expect(error.code).toBe('invalid_request');
    expect(error.message).toContain('love.yaml:3: questions.0.language');
  });
});
