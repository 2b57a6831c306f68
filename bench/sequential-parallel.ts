// One engine, one pack: five sources one after the other with six encodes, the same at once, and Quintet. Cold and warm, and
// with remote sources, where all at once costs the slowest and not the sum.

import os from 'node:os';
import { randomChart } from '../src/destiny/random-chart.ts';
import type { BenchContext, Outcome, Table } from './harness/bench.ts';
import { measureFirstCalls } from './harness/first-calls.ts';
import { createLatency, type Latency } from './harness/latency.ts';
import { createOldWay, oldTexts, openBareEmbedder } from './harness/old-way.ts';
import { ask, openBenchService } from './harness/open-service.ts';
import { readQuestions, varyQuestion } from './harness/questions.ts';
import { measureRemote } from './harness/remote-sources.ts';

const ROUNDS = { full: 40, quick: 12, smoke: 2 };
const WARM_UP_ROUNDS = { full: 6, quick: 3, smoke: 1 };
const FIRST_SEED = 900_000;

type Variant = { readonly name: string; call(at: number): Promise<void>; readonly latency: Latency };

export async function run(context: BenchContext): Promise<Outcome> {
  await using parts = new AsyncDisposableStack();
  const workers = Math.min(4, os.availableParallelism());
  const stages = new Map<string, number>();
  const variants = await openVariants(context, { workers, parts, stages });
  const rounds = context.pick(WARM_UP_ROUNDS) + context.pick(ROUNDS);
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another variant, so that no one always follows the same neighbour.
    for (let turn = 0; turn < variants.length; turn++) {
      const variant = variants[(round + turn) % variants.length];
      if (!variant) continue;
      const startedAt = performance.now();
      await variant.call(round);
      if (round >= context.pick(WARM_UP_ROUNDS)) variant.latency.record(performance.now() - startedAt);
    }
  }
  const cold = await measureFirstCalls(context, { workers });
  const remote = await measureRemote(context);
  const at = (name: string): number => variants.find((variant) => variant.name === name)?.latency.summary().p50Ms ?? 0;
  const sequential = at('sequential');
  const speedUp = (name: string): number => sequential / at(name);
  return {
    tables: [toTable(variants, { cold, sequential, workers }), stageTable(stages), remote.table],
    figures: [
      {
        name: 'parallel against sequential',
        value: speedUp('parallel'),
        unit: 'x',
        better: 'higher',
      },
      {
        name: 'new question against sequential',
        value: speedUp('new question'),
        unit: 'x',
        better: 'higher',
        shown: 'Quintet with a new question, against the same engine used the old way',
      },
      {
        name: 'no question against sequential',
        value: speedUp('no question'),
        unit: 'x',
        better: 'higher',
        shown: 'Quintet without a question, against the same engine used the old way',
      },
      {
        name: 'remote sources, at once / slowest',
        value: remote.ratio,
        unit: 'x',
        better: 'lower',
        goal: 1.15,
        shown: 'five remote sources at once, against the slowest of them',
      },
    ],
    notes: [await describeTexts(context)],
  };
}

async function openVariants(
  context: BenchContext,
  { workers, parts, stages }: { workers: number; parts: AsyncDisposableStack; stages: Map<string, number> },
): Promise<Variant[]> {
  const service = parts.use(await openBenchService(context, { settings: { RAG_EXECUTOR_WORKERS: String(workers) } }));
  const questions = await readQuestions(context.root);
  const embedder = await openBareEmbedder(context, { workers, parts });
  const oldWay = createOldWay(service.index, embedder);
  const asked = (at: number) => {
    const { text, ...rest } = varyQuestion(questions, context.seed * FIRST_SEED + at);
    return { ...rest, question: text, chart: randomChart(context.seed + at) };
  };
  const quintet = async (at: number, question: string | undefined): Promise<ReadonlyMap<string, number>> => {
    const { chart, theme, locale } = asked(at);
    const body = { ...chart, theme, locale, question, cache: 'bypass', deadline_ms: 30_000 };
    return (await ask(service, JSON.stringify(body))).stages;
  };
  const known = asked(-1).question;
  const variant = (name: string, call: (at: number) => Promise<void>): Variant => ({
    name,
    call,
    latency: createLatency(),
  });
  return [
    variant('sequential', (at) => oldWay(asked(at), 'sequential')),
    variant('parallel', (at) => oldWay(asked(at), 'parallel')),
    variant('new question', async (at) => {
      for (const [stage, ms] of await quintet(at, asked(at).question)) stages.set(stage, (stages.get(stage) ?? 0) + ms);
    }),
    variant('known question', async (at) => void (await quintet(at, known))),
    variant('no question', async (at) => void (await quintet(at, undefined))),
  ];
}

function toTable(
  variants: readonly Variant[],
  { cold, sequential, workers }: { cold: ReadonlyMap<string, number>; sequential: number; workers: number },
): Table {
  return {
    title: `one request at a time, ${workers} workers (ms); cold is the first call of a new process`,
    columns: ['way', 'cold', 'p50', 'p95', 'faster than sequential'],
    rows: variants.map(({ name, latency }) => {
      const { p50Ms, p95Ms } = latency.summary();
      return [name, cold.get(name) ?? '-', p50Ms, p95Ms, `${(sequential / p50Ms).toPrecision(3)} x`];
    }),
  };
}

/** Means over all new questions. Sources wait for the embedding, so only what they add after it is theirs. */
function stageTable(stages: ReadonlyMap<string, number>): Table {
  const sum = (name: string): number => stages.get(name) ?? 0;
  const total = sum('total');
  const parts: [string, number][] = [
    ['facts from the charts', sum('facts')],
    ['tokens, cache, queue, way to the worker', sum('embedding') - sum('inference')],
    ['inference', sum('inference')],
    ['sources after the embedding', total - sum('facts') - sum('embedding') - sum('packing')],
    ['packing', sum('packing')],
  ];
  return {
    title: 'where the time of a new question goes',
    columns: ['stage', 'share'],
    rows: parts.map(([name, ms]) => [name, `${((ms / total) * 100).toFixed(1)} %`]),
  };
}

async function describeTexts(context: BenchContext): Promise<string> {
  const { text, theme, locale } = varyQuestion(await readQuestions(context.root), context.seed * FIRST_SEED);
  const texts = [...oldTexts({ chart: randomChart(context.seed), question: text, theme, locale }).values()].flat();
  const lengths = texts.map(({ length }) => length);
  return `The old way encodes ${texts.length} texts of ${Math.min(...lengths)} to ${Math.max(...lengths)} characters; Quintet one of ${text.length}.`;
}
