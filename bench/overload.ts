// Arrivals at one, two, three and five times the capacity, at random moments and whether or not anybody answers (open loop):
// what is answered in whole, what is refused and how fast, and how soon everything is well again after the burst.

import os from 'node:os';
import type { BenchContext, Cell, Figure, Outcome } from './harness/bench.ts';
import { baseSettings } from './harness/open-service.ts';
import type { RequestKind } from './harness/requests.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { type LoadGenerator, openLoadGenerator } from './load/generator.ts';
import type { PhaseReport } from './load/plan.ts';

const FACTORS = { full: [1, 2, 3, 5], quick: [1, 3], smoke: [3] };
const BURST_SECONDS = { full: 4, quick: 3, smoke: 1 };
const CALM_SECONDS = { full: 3, quick: 2, smoke: 1 };
const KINDS: Readonly<Record<BenchContext['mode'], readonly RequestKind[]>> = {
  full: ['new-question', 'new-text', 'chart'],
  quick: ['new-question', 'chart'],
  smoke: ['new-question'],
};
/** Load after the burst, as a share of the capacity: what a healthy service carries without a queue. */
const CALM_SHARE = 0.5;
/** More than RAG_MAX_REQUESTS, so that the door is really reached. */
const CONNECTIONS = 1024;
const CHARTS = 1500;
const REFUSAL_GOAL_MS = 50;
const PROBE_CONCURRENCY = 4;
/**
 * A capacity that is measured before times stand still is too low, and three times of it no overload. Charts first: most code
 * of a question is theirs, and they warm it in seconds.
 */
const WARM_UP = {
  chart: { full: 6000, quick: 200, smoke: 50 },
  'new-question': { full: 300, quick: 20, smoke: 8 },
  'new-text': { full: 300, quick: 20, smoke: 8 },
};
const PATIENT_MS = 30_000;

export async function run(context: BenchContext): Promise<Outcome> {
  await using parts = new AsyncDisposableStack();
  const load = parts.use(openLoadGenerator());
  const workers = Math.min(2, os.availableParallelism());
  const settings = { ...baseSettings(context), RAG_EXECUTOR_WORKERS: String(workers) };
  const server = parts.use(await startServer(settings, context));
  const rows: Cell[][] = [];
  const figures: Figure[] = [];
  await warmUp(context.pick(KINDS), { context, load, server });
  for (const kind of context.pick(KINDS)) {
    const capacity = await findCapacity(kind, { context, load, server });
    context.say(`${kind}: capacity ${capacity.toFixed(0)} requests/s`);
    for (const factor of context.pick(FACTORS)) {
      const measured = await burst(kind, { context, load, server, capacity, factor });
      rows.push(toRow(kind, { ...measured, factor, capacity }));
      if (factor === 3) figures.push(...toFigures(kind, { ...measured, capacity }));
    }
  }
  return {
    tables: [
      {
        title: `${workers} workers, open loop (ms from the intended start)`,
        columns: [
          'kind',
          'load',
          'offered/s',
          'whole/s',
          'of peak',
          'whole p50',
          'p99',
          'partial',
          'refused',
          'broken',
          'refusal p99',
          'queue p99',
          'recovery',
          'lag p99',
        ],
        rows,
      },
    ],
    figures,
    notes: [
      'Whole: status 200, not degraded, and there before the burst was over. Partial: 200 by the deadline of 1 s without the vector lane. Refused: 429 with Retry-After.',
      'Recovery: at half the capacity after the burst, when the last request that was not whole within a second arrived.',
      `Lag: how long an arrival waited to be sent: for one of ${CONNECTIONS} connections, or for the generator itself.`,
      'Charts are answered one after the other without waiting for anything, so none is refused: they wait in their connections.',
    ],
  };
}

type Ground = { context: BenchContext; load: LoadGenerator; server: RunningServer };

async function warmUp(kinds: readonly RequestKind[], { context, load, server }: Ground): Promise<void> {
  for (const [kind, requests] of Object.entries(WARM_UP))
    if (kinds.some((wanted) => wanted === kind) || kind === 'chart')
      await load.run({
        url: server.url,
        requests: { kind: kind as RequestKind, seed: context.seed + 50, count: 2 * CHARTS }, // the keys of WARM_UP
        connections: PROBE_CONCURRENCY,
        phases: [],
        warmUpRequests: context.pick(requests),
      });
}

/** What closed loops get with a few requests under way. */
async function findCapacity(kind: RequestKind, { context, load, server }: Ground): Promise<number> {
  const [report] = await load.run({
    url: server.url,
    requests: { kind, seed: context.seed + 100, count: kind === 'chart' ? CHARTS : 1000, deadlineMs: PATIENT_MS },
    connections: PROBE_CONCURRENCY,
    phases: [{ name: 'capacity', seconds: context.pick(CALM_SECONDS) }],
    warmUpRequests: 8,
  });
  if (!report || report.counts.ok === 0) throw new Error(`The service gave no whole answer to "${kind}"`);
  return report.counts.ok / report.seconds;
}

type Measured = { readonly burst: PhaseReport; readonly calm: PhaseReport };

async function burst(
  kind: RequestKind,
  { context, load, server, capacity, factor }: Ground & { capacity: number; factor: number },
): Promise<Measured> {
  const [seconds, calmSeconds] = [context.pick(BURST_SECONDS), context.pick(CALM_SECONDS)];
  const rate = capacity * factor;
  // Arrivals are random: half as many again are enough for any burst.
  const needed = Math.ceil((rate * seconds + capacity * calmSeconds) * 1.5) + 50;
  const [loud, calm] = await load.run(
    {
      url: server.url,
      requests: { kind, seed: context.seed + 200 + factor, count: kind === 'chart' ? CHARTS : needed },
      connections: CONNECTIONS,
      phases: [
        { name: `${kind} at ${factor} x`, seconds, rate },
        { name: 'calm', seconds: calmSeconds, rate: capacity * CALM_SHARE },
      ],
    },
    { allowFaults: true },
  );
  if (!loud || !calm) throw new Error('The generator reported less than two phases');
  return { burst: loud, calm };
}

function toRow(
  kind: RequestKind,
  { burst: report, calm, factor, capacity }: Measured & { factor: number; capacity: number },
): Cell[] {
  const { counts, timely, latency, seconds, queue, lag } = report;
  const sent = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const share = (count: number): string => `${((count / sent) * 100).toFixed(0)} %`;
  const whole = timely / seconds;
  return [
    kind,
    `${factor} x`,
    Math.round(sent / seconds),
    whole,
    `${((whole / capacity) * 100).toFixed(0)} %`,
    latency.ok.p50Ms,
    latency.ok.p99Ms,
    share(counts.partial),
    share(counts.refused),
    share(counts.broken + counts.failed),
    counts.refused === 0 ? '-' : latency.refused.p99Ms,
    queue.p99Ms,
    calm.lastBadMs,
    lag.p99Ms,
  ];
}

function toFigures(kind: RequestKind, { burst: report, calm, capacity }: Measured & { capacity: number }): Figure[] {
  const goodput = (report.timely / report.seconds / capacity) * 100;
  const figures: Figure[] = [
    {
      name: `${kind}, goodput at 3 x`,
      value: goodput,
      unit: '% of peak',
      better: 'higher',
      goal: 90,
      ...(kind === 'new-question' ? { shown: 'whole answers at 3 x the capacity, new questions' } : {}),
    },
    { name: `${kind}, recovery after 3 x`, value: calm.lastBadMs, unit: 'ms', better: 'lower' },
  ];
  if (report.counts.refused === 0) return figures;
  const refusal = { value: report.latency.refused.p99Ms, unit: 'ms', better: 'lower', goal: REFUSAL_GOAL_MS } as const;
  return [...figures, { name: `${kind}, refusal p99 at 3 x`, ...refusal }];
}
