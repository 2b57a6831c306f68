// Equal texts in flight are computed once, whoever asks: the promise of the embedding server, on the real model.

import { expect, test } from 'bun:test';
import path from 'node:path';
import { readConfig } from '../../src/config.ts';
import { openService } from '../../src/service.ts';

const ROOT = path.join(import.meta.dir, '../..');
const REQUESTS = 1000;
const TEXTS = 50;

test('1,000 concurrent requests for 50 texts compute 50 embeddings, and each gets its own', async () => {
  const settings = {
    RAG_MODEL: 'english',
    RAG_PACK: 'test/fixtures/packs/small',
    RAG_EXECUTOR_WORKERS: '2',
    RAG_MAX_REQUESTS: '2000',
    RAG_LOG_LEVEL: 'silent',
  };
  await using service = await openService(readConfig(settings, { cores: 2, memoryBytes: 2 ** 33 }), {
    root: ROOT,
    version: 'test',
  });
  await service.ready();
  await service.vectors;
  const runs = (): number => service.embedder.state().workers.reduce((sum, worker) => sum + worker.runs, 0);
  const before = runs();
  const answers = await Promise.all(
    Array.from({ length: REQUESTS }, async (_, place) => {
      const body = JSON.stringify({ input: `evening number ${place % TEXTS}`, encoding_format: 'base64' });
      const headers = { 'content-type': 'application/json' };
      const response = await service.fetch(
        new Request('http://localhost/v1/embeddings', { method: 'POST', headers, body }),
      );
      const { data }: { data: { embedding: string }[] } = await response.json();
      return data[0]?.embedding;
    }),
  );
  // A probe of an idle worker may fall between the two readings.
  expect(runs() - before).toBeGreaterThanOrEqual(TEXTS);
  expect(runs() - before).toBeLessThanOrEqual(TEXTS + 2);
  expect(new Set(answers).size).toBe(TEXTS);
  for (const [place, answer] of answers.entries()) expect(answer).toBe(answers[place % TEXTS]);
}, 60_000);
