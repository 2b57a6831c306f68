// Texts per second through the embedder of a whole service: never seen, in memory, and in Redis with an empty memory.

import type { Service } from '../../src/service.ts';
import { REDIS_SERVER, startRedis } from '../../test/fixtures/redis-server.ts';
import type { BenchContext } from './bench.ts';
import { createLatency, type Latency } from './latency.ts';
import { openBenchService } from './open-service.ts';
import { readQuestions, varyQuestion } from './questions.ts';

const WORKERS = { full: [1, 2, 4], quick: [2], smoke: [1] };
const MODELS = { full: ['multilingual', 'english'], quick: ['multilingual'], smoke: ['multilingual'] };
const TEXTS = { full: 100, quick: 40, smoke: 8 };
const CACHED_TURNS = { full: 40, quick: 10, smoke: 2 };
const CALLERS = 32;

export type TextRow = {
  readonly model: string;
  readonly workers: number;
  readonly tier: 'none' | 'memory' | 'redis';
  readonly perSecond: number;
  readonly latency: Latency;
};

export async function measureTexts(context: BenchContext): Promise<TextRow[]> {
  const questions = await readQuestions(context.root);
  const first = context.seed * 30_011;
  const texts = Array.from({ length: context.pick(TEXTS) }, (_, at) => varyQuestion(questions, first + at).text);
  const rows: TextRow[] = [];
  for (const model of context.pick(MODELS))
    for (const workers of context.pick(WORKERS)) {
      await using redis = REDIS_SERVER ? await startRedis() : undefined;
      const settings: Record<string, string> = { RAG_MODEL: model, RAG_EXECUTOR_WORKERS: String(workers) };
      if (redis) settings.REDIS_URL = redis.url;
      const add = async (service: Service, tier: TextRow['tier'], turns: number) =>
        void rows.push({ model, workers, tier, ...(await embedTexts(service, { texts, turns })) });
      {
        await using service = await openBenchService({ ...context, model }, { settings });
        await add(service, 'none', 1);
        await add(service, 'memory', context.pick(CACHED_TURNS));
      }
      // Vectors do not depend on the number of workers: once a model is enough.
      if (!redis || workers !== context.pick(WORKERS)[0]) continue;
      await using service = await openBenchService({ ...context, model }, { settings });
      await add(service, 'redis', 1);
    }
  return rows;
}

/** Every text `turns` times, by callers who each wait for their own. */
async function embedTexts(
  { embedder }: Service,
  { texts, turns }: { texts: readonly string[]; turns: number },
): Promise<{ perSecond: number; latency: Latency }> {
  const latency = createLatency();
  const count = texts.length * turns;
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < count) {
      const text = texts[next % texts.length] ?? '';
      next += 1;
      const startedAt = performance.now();
      const [result] = await embedder.embed([text], { kind: 'query', lane: 'query', truncate: true });
      latency.record(performance.now() - startedAt);
      if (result?.vector.length !== embedder.descriptor.dimension)
        throw new Error('Found a vector of another dimension');
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return { latency, perSecond: count / ((performance.now() - startedAt) / 1000) };
}
