// From the start of the process to its word that it is ready, by workers, with the files in memory and out of it; and whether
// the first request is as fast as the hundredth.

import type { BenchContext, Figure, Outcome } from './harness/bench.ts';
import { dropFromFileCache } from './harness/file-cache.ts';
import { median } from './harness/latency.ts';
import { baseSettings } from './harness/open-service.ts';
import { createRequests } from './harness/requests.ts';
import { startServer } from './harness/server.ts';

const WORKERS = { full: [1, 2, 4], quick: [2], smoke: [1] };
const STARTS = { full: 3, quick: 2, smoke: 1 };
const REQUESTS = { full: 100, quick: 30, smoke: 5 };
const LAST_REQUESTS = 20;

type Started = { readonly readyMs: number; readonly firstMs: number; readonly laterMs: number };

export async function run(context: BenchContext): Promise<Outcome> {
  const rows: (string | number)[][] = [];
  const warmReady = new Map<number, number>();
  const ratios: number[] = [];
  let dropped: number | undefined = 0;
  for (const workers of context.pick(WORKERS)) {
    const [cold, warm]: [Started[], Started[]] = [[], []];
    for (let turn = 0; turn < context.pick(STARTS); turn++) {
      dropped = await dropFromFileCache([
        `${context.root}/models`,
        `${context.root}/src`,
        context.pack,
        runtimeFolder(context),
      ]);
      if (dropped !== undefined) cold.push(await startOnce(context, workers));
      warm.push(await startOnce(context, workers));
    }
    const of = (starts: readonly Started[], key: keyof Started): number => median(starts.map((start) => start[key]));
    warmReady.set(workers, of(warm, 'readyMs'));
    ratios.push(of(warm, 'firstMs') / of(warm, 'laterMs'));
    rows.push([
      workers,
      cold.length === 0 ? '-' : of(cold, 'readyMs'),
      of(warm, 'readyMs'),
      of(warm, 'firstMs'),
      of(warm, 'laterMs'),
    ]);
  }
  return {
    tables: [
      {
        title: `medians of ${context.pick(STARTS)} starts (ms); requests carry new questions, one at a time`,
        columns: [
          'workers',
          'ready, cold files',
          'ready, warm files',
          'first request',
          `median of the last ${LAST_REQUESTS}`,
        ],
        rows,
      },
    ],
    figures: toFigures(warmReady, ratios),
    notes: [
      dropped === undefined
        ? 'This system has no posix_fadvise: cold files were not measured.'
        : `Cold: ${(dropped / 2 ** 20).toFixed(0)} MiB of models, pack, source and runtime were dropped from the file cache (posix_fadvise); Bun itself was not.`,
    ],
  };
}

function runtimeFolder({ root }: BenchContext): string {
  return `${root}/node_modules/onnxruntime-web/dist`;
}

function toFigures(warmReady: ReadonlyMap<number, number>, ratios: readonly number[]): Figure[] {
  // The goal is for as many workers as cores, and 2 is what a small machine has.
  const ready = warmReady.get(2);
  const first: Figure = { name: 'first request / later ones', value: median(ratios), unit: 'x', better: 'lower' };
  if (ready === undefined) return [first];
  return [
    {
      name: 'ready, 2 workers, warm files',
      value: ready / 1000,
      unit: 's',
      better: 'lower',
      goal: 1.5,
      shown: 'from the start of the process to ready, 2 workers',
    },
    first,
  ];
}

async function startOnce(context: BenchContext, workers: number): Promise<Started> {
  await using server = await startServer({ ...baseSettings(context), RAG_EXECUTOR_WORKERS: String(workers) }, context);
  const spec = { kind: 'new-question', seed: context.seed, count: context.pick(REQUESTS), deadlineMs: 30_000 } as const;
  const { path, bodies } = await createRequests(spec, context);
  const times: number[] = [];
  for (const body of bodies) {
    const startedAt = performance.now();
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body });
    const text = await response.text();
    times.push(performance.now() - startedAt);
    if (!text.includes('"degraded":false')) throw new Error(`Found status ${response.status} and no whole answer`);
  }
  return { readyMs: server.readyMs, firstMs: times[0] ?? Number.NaN, laterMs: median(times.slice(-LAST_REQUESTS)) };
}
