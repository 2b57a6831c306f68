// Requests per second by workers and concurrency, over HTTP with the generator in a process of its own: new questions, which
// are bound by inference, and charts without a question, which are bound by the one main thread.

import type { BenchContext, Figure, Outcome, Table } from './harness/bench.ts';
import { createLatency, type Latency } from './harness/latency.ts';
import { baseSettings } from './harness/open-service.ts';
import type { RequestKind } from './harness/requests.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { type LoadGenerator, openLoadGenerator } from './load/generator.ts';

const WORKERS = { full: [1, 2, 4], quick: [1, 2], smoke: [1] };
const CONCURRENCY = { full: [1, 4, 16, 64], quick: [1, 16], smoke: [4] };
const SLICE_SECONDS = { full: 2.5, quick: 1, smoke: 0.5 };
const ROUNDS = { full: 2, quick: 1, smoke: 1 };
/**
 * Under load times stand still only after thousands of requests: until then the JIT takes a share of the second core. Charts
 * and questions share most of their code, so every server answers both first.
 */
const WARM_UP: Readonly<Partial<Record<RequestKind, Record<'full' | 'quick' | 'smoke', number>>>> = {
  chart: { full: 6000, quick: 200, smoke: 50 },
  'repeated-chart': { full: 6000, quick: 200, smoke: 50 },
  'new-question': { full: 400, quick: 20, smoke: 4 },
};
const CHART_KINDS: readonly RequestKind[] = ['chart', 'repeated-chart'];
const WARM_UP_CONNECTIONS = 8;
/** More than any machine answers in all slices together. */
const NEW_QUESTIONS = { full: 6000, quick: 2000, smoke: 400 };
const CHARTS = 1500;
const PATIENT_MS = 30_000;

type Cell = {
  readonly workers: number;
  readonly kind: RequestKind;
  readonly concurrency: number;
  readonly latency: Latency;
  seconds: number;
  cpuSeconds: number;
  rssMib: number;
};

export async function run(context: BenchContext): Promise<Outcome> {
  await using load = openLoadGenerator();
  const cells = context.pick(WORKERS).flatMap((workers) => createCells(workers, context));
  // One server at a time: an idle one takes a hundredth of the cores.
  for (let round = 0; round < context.pick(ROUNDS); round++)
    for (const workers of context.pick(WORKERS)) {
      const settings = { ...baseSettings(context), RAG_EXECUTOR_WORKERS: String(workers) };
      await using server = await startServer(settings, context);
      await warmUp(server, { context, load });
      for (const cell of cells) if (cell.workers === workers) await measure(cell, { context, load, server });
    }
  const questions = cells.filter(({ kind }) => kind === 'new-question');
  const charts = cells.filter(({ kind }) => kind !== 'new-question');
  return {
    tables: [toTable('new questions', questions), toTable('no question, 1 worker', charts)],
    figures: [...questionFigures(questions), ...chartFigures(charts)],
    notes: ['Generator and service share the cores: a machine of its own for the generator would show more.'],
  };
}

function createCells(workers: number, context: BenchContext): Cell[] {
  const kinds: readonly RequestKind[] = workers === 1 ? ['new-question', ...CHART_KINDS] : ['new-question'];
  return kinds.flatMap((kind) =>
    context.pick(CONCURRENCY).map((concurrency) => ({
      workers,
      kind,
      concurrency,
      latency: createLatency(),
      seconds: 0,
      cpuSeconds: 0,
      rssMib: 0,
    })),
  );
}

type Driving = { context: BenchContext; load: LoadGenerator };

/** On its own, so that its CPU time counts for nobody. */
async function warmUp({ url }: RunningServer, { context, load }: Driving): Promise<void> {
  for (const [kind, warmUpRequests] of Object.entries(WARM_UP))
    await load.run({
      url,
      requests: planRequests(kind as RequestKind, { context, seed: context.seed + 1 }), // the keys of WARM_UP
      connections: WARM_UP_CONNECTIONS,
      phases: [],
      warmUpRequests: context.pick(warmUpRequests),
    });
}

/** Other questions than those of the warm-up, whose vectors would be known. */
function planRequests(kind: RequestKind, { context, seed }: { context: BenchContext; seed: number }) {
  const count = kind === 'new-question' ? context.pick(NEW_QUESTIONS) : CHARTS;
  return { kind, seed, count, deadlineMs: PATIENT_MS };
}

async function measure(
  cell: Cell,
  { context, load, server }: Driving & { readonly server: RunningServer },
): Promise<void> {
  const { kind, concurrency } = cell;
  const before = server.usage();
  const [report] = await load.run({
    url: server.url,
    requests: planRequests(kind, { context, seed: context.seed }),
    connections: concurrency,
    phases: [{ name: `${kind} x ${concurrency}`, seconds: context.pick(SLICE_SECONDS) }],
  });
  const after = server.usage();
  if (!report) throw new Error('The generator reported no phase');
  if (report.counts.partial > 0) throw new Error(`${report.counts.partial} answers were partial, expected none`);
  cell.latency.add(report.encoded);
  cell.seconds += report.seconds;
  if (!before || !after) return;
  cell.cpuSeconds += after.cpuSeconds - before.cpuSeconds;
  cell.rssMib = after.rssMib;
}

function throughput({ latency, seconds }: Cell): number {
  return latency.summary().count / seconds;
}

function toTable(title: string, cells: readonly Cell[]): Table {
  return {
    title: `${title}, closed loop (ms)`,
    columns: ['kind', 'workers', 'concurrency', 'requests/s', 'p50', 'p95', 'p99', 'CPU ms/request', 'RSS MiB'],
    rows: cells.map((cell) => {
      const { p50Ms, p95Ms, p99Ms, count } = cell.latency.summary();
      const cpuMs = (cell.cpuSeconds / count) * 1000;
      const { kind, workers, concurrency, rssMib } = cell;
      return [kind, workers, concurrency, throughput(cell), p50Ms, p95Ms, p99Ms, cpuMs, Math.round(rssMib)];
    }),
  };
}

function best(cells: readonly Cell[]): number {
  return Math.max(0, ...cells.map(throughput));
}

function questionFigures(cells: readonly Cell[]): Figure[] {
  const by = (workers: number): number => best(cells.filter((cell) => cell.workers === workers));
  const figures: Figure[] = [{ name: 'new questions, 1 worker', value: by(1), unit: 'requests/s', better: 'higher' }];
  if (by(2) === 0) return figures;
  return [
    ...figures,
    {
      name: 'new questions, 2 workers',
      value: by(2),
      unit: 'requests/s',
      better: 'higher',
      shown: 'new questions over HTTP, 2 workers',
    },
    {
      name: 'new questions, 1 to 2 workers',
      value: by(2) / by(1),
      unit: 'x',
      better: 'higher',
      goal: 1.8,
      shown: 'throughput with new questions, from 1 to 2 workers',
    },
  ];
}

function chartFigures(cells: readonly Cell[]): Figure[] {
  const by = (wanted: RequestKind): number => best(cells.filter(({ kind }) => kind === wanted));
  return [
    {
      name: 'no question, distinct charts',
      value: by('chart'),
      unit: 'requests/s',
      better: 'higher',
      goal: 1800,
      shown: 'prefetch without a question over HTTP, distinct charts, cache bypassed',
    },
    {
      name: 'no question, repeated chart',
      value: by('repeated-chart'),
      unit: 'requests/s',
      better: 'higher',
      goal: 10_000,
      shown: 'a repeated chart over HTTP',
    },
  ];
}
