// What one prefetch costs in this process: without a question, with a new one beside the bare model run, with known ones.
// Charts and questions are distinct; no socket is involved.

import type { Service } from '../src/service.ts';
import type { BenchContext, Outcome } from './harness/bench.ts';
import { type EngineLine, openEngineLine, watchWorkers } from './harness/engine-line.ts';
import { createLatency, type Latency, median } from './harness/latency.ts';
import { type Answer, ask, openBenchService } from './harness/open-service.ts';
import { createRequests, type RequestKind } from './harness/requests.ts';

/** The JIT needs about so many requests before their times stand still (measured). */
const WARM_UP = { full: 600, quick: 300, smoke: 60 };
const CHARTS = { full: 3000, quick: 800, smoke: 100 };
const QUESTIONS = { full: 150, quick: 40, smoke: 6 };

export async function run(context: BenchContext): Promise<Outcome> {
  const watched = watchWorkers(context.root);
  await using service = await openBenchService(context, {
    spawn: watched.spawn,
    settings: { RAG_EXECUTOR_WORKERS: '1' },
  });
  const [worker] = watched.workers;
  if (!worker) throw new Error('The service started no worker');
  await askAll(service, { context, kind: 'chart', count: context.pick(WARM_UP), seed: context.seed + 1 });
  const inside = createLatency();
  const chart = await askAll(service, { context, kind: 'chart', count: context.pick(CHARTS), inside });
  const repeated = await askAll(service, { context, kind: 'repeated-chart', count: context.pick(CHARTS), skip: 1 });
  const pairs = await compareWithBare(service, { context, line: openEngineLine(worker) });
  const known = await askAll(service, {
    context,
    kind: 'known-question',
    count: context.pick(QUESTIONS) * 4,
    skip: 50,
  });
  const again = await askAll(service, { context, kind: 'repeated-question', count: context.pick(CHARTS), skip: 1 });
  const rows = { chart, repeated, known, again };
  return {
    tables: [
      {
        title: 'one request at a time, in the process, 1 worker (ms)',
        columns: ['request', 'p50', 'p95', 'p99', 'max', 'requests/s', 'n'],
        rows: [
          toRow('no question, distinct charts, cache bypassed', rows.chart),
          toRow('  of it the prefetch: facts, sources, packing, the answer as text', inside),
          toRow('no question, repeated chart', rows.repeated),
          toRow('new question', pairs.prefetch),
          toRow('  the bare model run on the same text in the same worker', pairs.bare),
          toRow('  the same with the way to the worker and back', pairs.roundTrip),
          toRow('known question, distinct charts (vector cached)', rows.known),
          toRow('repeated question and chart (answer cached)', rows.again),
        ],
      },
    ],
    figures: [
      {
        name: 'no question, p50',
        value: inside.summary().p50Ms,
        unit: 'ms',
        better: 'lower',
        goal: 0.5,
        shown: 'prefetch without a question, distinct charts, in the process, p50',
      },
      { name: 'no question with HTTP and validation, p50', value: chart.summary().p50Ms, unit: 'ms', better: 'lower' },
      { name: 'no question, p99', value: chart.summary().p99Ms, unit: 'ms', better: 'lower' },
      { name: 'repeated chart, p50', value: repeated.summary().p50Ms, unit: 'ms', better: 'lower' },
      {
        name: 'new question / bare model run',
        value: median(pairs.ratios),
        unit: 'x',
        better: 'lower',
        goal: 1.15,
        shown: 'prefetch with a new question, against one bare model run on the same text',
      },
      { name: 'new question, p50', value: pairs.prefetch.summary().p50Ms, unit: 'ms', better: 'lower' },
      { name: 'known question, p50', value: known.summary().p50Ms, unit: 'ms', better: 'lower' },
      { name: 'repeated question, p50', value: again.summary().p50Ms, unit: 'ms', better: 'lower' },
    ],
  };
}

type Asking = {
  context: BenchContext;
  kind: RequestKind;
  count: number;
  seed?: number;
  skip?: number;
  /** Takes the service's own time, without the HTTP face. */
  inside?: Latency;
};

/** One after the other; the first `skip` answers fill the caches and do not count. */
async function askAll(
  service: Service,
  { context, kind, count, seed = context.seed, skip = 0, inside }: Asking,
): Promise<Latency> {
  const { bodies } = await createRequests({ kind, seed, count: count + skip }, context);
  const latency = createLatency();
  for (const [at, body] of bodies.entries()) {
    const { tookMs, stages } = await ask(service, body);
    if (at < skip) continue;
    latency.record(tookMs);
    inside?.record(stages.get('total') ?? tookMs);
  }
  return latency;
}

type Pairs = { prefetch: Latency; bare: Latency; roundTrip: Latency; ratios: number[] };

/** The same text as a whole prefetch and as a bare run, whichever comes first in turn, so that neither is favoured. */
async function compareWithBare(
  service: Service,
  { context, line }: { context: BenchContext; line: EngineLine },
): Promise<Pairs> {
  const spec = {
    kind: 'new-question',
    seed: context.seed,
    count: context.pick(QUESTIONS),
    deadlineMs: 30_000,
  } as const;
  const { bodies } = await createRequests(spec, context);
  const pairs: Pairs = { prefetch: createLatency(), bare: createLatency(), roundTrip: createLatency(), ratios: [] };
  for (const [at, body] of bodies.entries()) {
    const { question } = JSON.parse(body) as { question: string };
    const { ids } = service.embedder.tokenize(question, 'query');
    const before = at % 2 === 0 ? await line.run(ids) : undefined;
    const answer: Answer = await ask(service, body);
    const bare = before ?? (await line.run(ids));
    pairs.prefetch.record(answer.tookMs);
    pairs.bare.record(bare.inferenceMs);
    pairs.roundTrip.record(bare.roundTripMs);
    pairs.ratios.push(answer.tookMs / bare.inferenceMs);
  }
  return pairs;
}

function toRow(name: string, latency: Latency): (string | number)[] {
  const { p50Ms, p95Ms, p99Ms, maxMs, meanMs, count } = latency.summary();
  return [name, p50Ms, p95Ms, p99Ms, maxMs, Math.round(1000 / meanMs), count];
}
