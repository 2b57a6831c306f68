// One new process, one call, its time on standard output. What is known before a "known question" is its vector alone.

import { randomChart } from '../../src/destiny/random-chart.ts';
import { childContext } from './child-context.ts';
import type { FirstCallPlan } from './first-calls.ts';
import { createOldWay, openBareEmbedder } from './old-way.ts';
import { ask, openBenchService } from './open-service.ts';

const QUESTION = 'Should I change my job this year, or wait for a better moment?';

// Its only caller is `first-calls.ts`.
const plan = JSON.parse(process.argv[2] ?? '{}') as FirstCallPlan;
const context = childContext(plan);

async function measure(): Promise<number> {
  await using parts = new AsyncDisposableStack();
  const { way, workers, seed } = plan;
  const service = parts.use(await openBenchService(context, { settings: { RAG_EXECUTOR_WORKERS: String(workers) } }));
  const chart = randomChart(seed);
  if (way === 'sequential' || way === 'parallel') {
    const oldWay = createOldWay(service.index, await openBareEmbedder(context, { workers, parts }));
    const startedAt = performance.now();
    await oldWay({ chart, question: QUESTION, theme: 'career', locale: 'en' }, way);
    return performance.now() - startedAt;
  }
  if (way === 'known question')
    await service.embedder.embed([QUESTION], { kind: 'query', lane: 'query', truncate: true });
  const question = way === 'no question' ? undefined : QUESTION;
  const body = { ...chart, question, theme: 'career', locale: 'en', cache: 'bypass', deadline_ms: 30_000 };
  return (await ask(service, JSON.stringify(body))).tookMs;
}

process.stdout.write(String(await measure()));
process.exit(0);
