// Resident memory by workers and model: at the start, ready, after 10,000 requests, after every worker was killed and replaced
// ten times. With `--minutes` a soak, whose slope over its second half says whether anything grows.

import path from 'node:path';
import type { BenchContext, Cell, Figure, Outcome, Table } from './harness/bench.ts';
import type { MemoryPlan, MemoryStep } from './harness/memory-process.ts';
import { soak } from './harness/soak.ts';

const REQUESTS = { full: 10_000, quick: 1000, smoke: 500 };
const QUESTIONS = { full: 100, quick: 10, smoke: 1 };
const KILLS = { full: 10, quick: 2, smoke: 1 };
const GOAL_MIB = 450;
const STEPS: readonly MemoryStep['step'][] = ['start', 'ready', 'half', 'requests', 'kills'];

type Measured = { readonly model: string; readonly workers: number; readonly rss: ReadonlyMap<string, number> };

export async function run(context: BenchContext): Promise<Outcome> {
  const plans: [string, number][] =
    context.mode === 'full'
      ? [
          ['multilingual', 1],
          ['multilingual', 2],
          ['multilingual', 4],
          ['english', 1],
          ['english', 2],
          ['english', 4],
        ]
      : [[context.model, context.mode === 'quick' ? 2 : 1]];
  const measured: Measured[] = [];
  for (const [model, workers] of plans) {
    const isBusy = workers === 4 || plans.length === 1;
    measured.push({ model, workers, rss: await measureProcess(context, { model, workers, isBusy }) });
  }
  const soaked = context.minutes === undefined ? undefined : await soak(context, { minutes: context.minutes });
  return {
    tables: [toTable(measured, context), ...(soaked ? [soaked.table] : [])],
    figures: [...measured.flatMap(toFigures), ...(soaked?.figures ?? [])],
    notes: measured.some(({ workers }) => workers > 1) ? perWorkerNotes(measured) : [],
  };
}

/** Only the larger pool serves requests and loses workers; the smaller one is there for the cost of a worker. */
async function measureProcess(
  { root, pack, seed, scratch, pick }: BenchContext,
  { model, workers, isBusy }: { model: string; workers: number; isBusy: boolean },
): Promise<ReadonlyMap<string, number>> {
  const work = isBusy
    ? { requests: pick(REQUESTS), questions: pick(QUESTIONS), kills: pick(KILLS) }
    : { requests: 0, questions: 0, kills: 0 };
  const plan: MemoryPlan = { root, pack, seed, scratch, model, workers, ...work };
  const script = path.join(import.meta.dir, 'harness', 'memory-process.ts');
  const child = Bun.spawn([process.execPath, script, JSON.stringify(plan)], {
    stdout: 'pipe',
    stderr: 'inherit',
    env: {},
  });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`The process of ${workers} workers with the model "${model}" failed`);
  const steps = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as MemoryStep);
  return new Map(
    steps
      .filter(({ step }) => isBusy || step === 'start' || step === 'ready')
      .map(({ step, rssMib }) => [step, rssMib]),
  );
}

function toTable(measured: readonly Measured[], { pick }: BenchContext): Table {
  return {
    title: 'resident memory (MiB)',
    columns: [
      'model',
      'workers',
      'start',
      'ready',
      `after ${pick(REQUESTS) / 2}`,
      `after ${pick(REQUESTS)}`,
      `after ${pick(KILLS)} kills each`,
    ],
    rows: measured.map(({ model, workers, rss }) => [
      model,
      workers,
      ...STEPS.map((step): Cell => Math.round(rss.get(step) ?? 0) || '-'),
    ]),
  };
}

function perWorkerNotes(measured: readonly Measured[]): string[] {
  return [...new Set(measured.map(({ model }) => model))].flatMap((model) => {
    const pools = measured.filter((entry) => entry.model === model);
    const [few, many] = [pools[0], pools.at(-1)];
    if (!few || !many || many.workers === few.workers) return [];
    const added = (many.rss.get('ready') ?? 0) - (few.rss.get('ready') ?? 0);
    return [`${model}: ${(added / (many.workers - few.workers)).toFixed(0)} MiB a worker.`];
  });
}

function toFigures({ model, workers, rss }: Measured): Figure[] {
  const figures: Figure[] = [...rss].map(([step, value]) => {
    const isGoal = workers === 4 && step === 'ready';
    const goal = isGoal ? { goal: GOAL_MIB, shown: `memory when ready, ${workers} workers, ${model} model` } : {};
    return { name: `${model}, ${workers} workers, ${step}`, value, unit: 'MiB', better: 'lower', ...goal };
  });
  const [half, all] = [rss.get('half'), rss.get('requests')];
  if (half === undefined || all === undefined) return figures;
  return [
    ...figures,
    {
      name: `${model}, ${workers} workers, growth over the second half`,
      value: all - half,
      unit: 'MiB',
      better: 'lower',
    },
  ];
}
