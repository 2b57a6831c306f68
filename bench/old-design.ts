// The design that Quintet replaces, beside Quintet, turn by turn in one run: a Python service with a thread pool of four and
// six encodes a prefetch, on ONNX Runtime with our own weights and, where it is installed, on torch.

import type { BenchContext, Cell, Figure, Outcome } from './harness/bench.ts';
import { createLatency } from './harness/latency.ts';
import { baseSettings } from './harness/open-service.ts';
import { findPython, type PeerBackend, startPeer } from './harness/peer.ts';
import { createRequests, type RequestKind } from './harness/requests.ts';
import { startServer } from './harness/server.ts';
import { type LoadGenerator, openLoadGenerator } from './load/generator.ts';

const ROUNDS = { full: 3, quick: 1, smoke: 1 };
const SLICE_SECONDS = { full: 2, quick: 2, smoke: 1 };
const CONCURRENCY = { full: [1, 4], quick: [1], smoke: [1] };
const NEW_QUESTIONS = 4000;
const CHARTS = 500;

type Variant = { readonly name: string; readonly url: string; readonly path?: string; readonly kind: RequestKind };

export async function run(context: BenchContext): Promise<Outcome> {
  const python = findPython(context);
  if (python === undefined)
    return {
      tables: [],
      figures: [],
      notes: ['SKIPPED: no Python with the packages of bench/peers; see bench/peers/README.md and --python.'],
    };
  const outcomes: Outcome[] = [];
  for (const backend of ['onnx', 'torch'] as const) outcomes.push(await compare(context, { python, backend }));
  return {
    tables: outcomes.flatMap(({ tables }) => tables),
    figures: outcomes.flatMap(({ figures }) => figures),
    notes: outcomes.flatMap(({ notes = [] }) => notes),
  };
}

async function compare(
  context: BenchContext,
  { python, backend }: { python: string; backend: PeerBackend },
): Promise<Outcome> {
  await using peer = await startPeer(context, { python, backend });
  if (!peer.isRunning) return { tables: [], figures: [], notes: [`SKIPPED ${backend}: ${peer.reason}`] };
  // Torch brings the English model; the same must run on both sides.
  const model = backend === 'torch' ? 'english' : context.model;
  await using server = await startServer(
    { ...baseSettings({ ...context, model }), RAG_EXECUTOR_WORKERS: '2' },
    context,
  );
  await using load = openLoadGenerator();
  const variants: readonly Variant[] = [
    { name: 'old, one after the other', url: peer.url, path: '/prefetch?mode=sequential', kind: 'new-question' },
    { name: 'old, thread pool of four', url: peer.url, path: '/prefetch?mode=pool', kind: 'new-question' },
    { name: 'Quintet, new question', url: server.url, kind: 'new-question' },
    { name: 'Quintet, no question', url: server.url, kind: 'chart' },
  ];
  const rows: Cell[][] = [];
  const byName = new Map<string, { p50Ms: number; perSecond: number }>();
  for (const concurrency of context.pick(CONCURRENCY))
    for (const [name, measured] of await measure(variants, { context, load, concurrency })) {
      byName.set(`${name} x ${concurrency}`, measured);
      rows.push([name, concurrency, measured.perSecond, measured.p50Ms, measured.p95Ms]);
    }
  const memory = `old ${peer.usage()?.rssMib.toFixed(0)} MiB, Quintet ${server.usage()?.rssMib.toFixed(0)} MiB`;
  return {
    tables: [
      {
        title: `${backend}: closed loop over HTTP (ms)`,
        columns: ['design', 'concurrency', 'requests/s', 'p50', 'p95'],
        rows,
      },
    ],
    figures: toFigures(byName, backend),
    notes: [
      `${backend}: ${peer.description}; texts of ${await peer.tokens(await sampleBody(context))} tokens; ${memory}.`,
    ],
  };
}

type Measured = { readonly p50Ms: number; readonly p95Ms: number; readonly perSecond: number };

async function measure(
  variants: readonly Variant[],
  { context, load, concurrency }: { context: BenchContext; load: LoadGenerator; concurrency: number },
): Promise<Map<string, Measured>> {
  const sums = variants.map((variant) => ({ variant, latency: createLatency(), seconds: 0 }));
  for (let round = 0; round < context.pick(ROUNDS); round++)
    for (const sum of sums) {
      const { name, url, path, kind } = sum.variant;
      const count = kind === 'chart' ? CHARTS : NEW_QUESTIONS;
      const isPeer = path !== undefined;
      const [report] = await load.run({
        url,
        requests: { kind, seed: context.seed + concurrency, count, deadlineMs: 30_000 },
        connections: concurrency,
        phases: [{ name, seconds: context.pick(SLICE_SECONDS) }],
        ...(isPeer ? { path, check: 'bytes' as const } : {}),
        ...(round === 0 ? { warmUpRequests: kind === 'chart' ? 300 : 4 } : {}),
      });
      if (!report) throw new Error('The generator reported no phase');
      sum.latency.add(report.encoded);
      sum.seconds += report.seconds;
    }
  return new Map(
    sums.map(({ variant, latency, seconds }) => {
      const { p50Ms, p95Ms, count } = latency.summary();
      return [variant.name, { p50Ms, p95Ms, perSecond: count / seconds }];
    }),
  );
}

async function sampleBody(context: BenchContext): Promise<string> {
  const { bodies } = await createRequests({ kind: 'new-question', seed: context.seed, count: 1 }, context);
  return bodies[0] ?? '';
}

function toFigures(byName: ReadonlyMap<string, { p50Ms: number }>, backend: PeerBackend): Figure[] {
  const at = (name: string): number => byName.get(`${name} x 1`)?.p50Ms ?? Number.NaN;
  const old = at('old, thread pool of four');
  const goals = [
    { name: 'new question', goal: 10, words: 'with a new question' },
    { name: 'no question', goal: 300, words: 'without a question' },
  ];
  return [
    {
      name: `${backend}: old pool against its own sequential form`,
      value: at('old, one after the other') / old,
      unit: 'x',
      better: 'higher',
    },
    ...goals.map(({ name, goal, words }) => ({
      name: `${backend}: Quintet, ${name}, against the old pool`,
      value: old / at(`Quintet, ${name}`),
      unit: 'x',
      better: 'higher' as const,
      goal,
      shown: `Quintet ${words}, against the old design on ${backend === 'onnx' ? 'ONNX Runtime with the same weights' : 'torch'}`,
    })),
  ];
}
