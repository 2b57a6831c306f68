// The bodies that benches send: new where they must be new, the same where a seed says so, and valid requests all.

import { describe, expect, test } from 'bun:test';
import path from 'node:path';
import { readQuestions, varyQuestion } from '../../bench/harness/questions.ts';
import { createRequests, REQUEST_KINDS, type RequestKind } from '../../bench/harness/requests.ts';
import { prefetchBody } from '../../src/destiny/prefetch-schema.ts';

const ROOT = path.join(import.meta.dir, '../..');

async function bodiesOf(kind: RequestKind, count = 60, seed = 3): Promise<readonly string[]> {
  return (await createRequests({ kind, seed, count }, { root: ROOT })).bodies;
}

describe('requests for benches', () => {
  test('no question is asked twice where questions must be new', async () => {
    const asked = (await bodiesOf('new-question', 900)).map(
      (body) => (JSON.parse(body) as { question: string }).question,
    );
    expect(new Set(asked).size).toBe(900);
  });

  test('known questions return while charts do not', async () => {
    const bodies = (await bodiesOf('known-question', 120)).map(
      (body) => JSON.parse(body) as { question: string; saju: object },
    );
    expect(new Set(bodies.map(({ question }) => question)).size).toBe(50);
    expect(new Set(bodies.map(({ saju }) => JSON.stringify(saju))).size).toBe(120);
  });

  test('repeated requests are one body', async () => {
    expect(new Set(await bodiesOf('repeated-chart')).size).toBe(1);
    expect(new Set(await bodiesOf('repeated-question')).size).toBe(1);
  });

  test('all are in one language where one is given, and new all the same', async () => {
    const spec = { kind: 'new-question', seed: 3, count: 300, locale: 'en' } as const;
    const asked = (await createRequests(spec, { root: ROOT })).bodies.map(
      (body) => JSON.parse(body) as { question: string; locale: string },
    );
    expect(new Set(asked.map(({ locale }) => locale))).toEqual(new Set(['en']));
    expect(new Set(asked.map(({ question }) => question)).size).toBe(300);
  });

  test('a seed gives the same bodies again, another seed gives others', async () => {
    expect(await bodiesOf('chart')).toEqual(await bodiesOf('chart'));
    expect(await bodiesOf('chart', 5, 4)).not.toEqual(await bodiesOf('chart', 5, 5));
  });

  test('every kind of prefetch is one that the schema takes', async () => {
    for (const kind of REQUEST_KINDS.filter((name) => !name.endsWith('-text')))
      for (const body of await bodiesOf(kind, 5)) expect(prefetchBody.safeParse(JSON.parse(body)).success).toBe(true);
  });

  test('all 200 questions of the tests are there, in both languages', async () => {
    const questions = await readQuestions(ROOT);
    expect(questions.length).toBeGreaterThanOrEqual(200);
    expect(new Set(questions.map(({ locale }) => locale))).toEqual(new Set(['ko', 'en']));
    expect(varyQuestion(questions, 0).text).not.toBe(varyQuestion(questions, questions.length).text);
  });
});
