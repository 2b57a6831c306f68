// Questions of users while somebody feeds a corpus through the bulk lane: their latency beside the idle one. A question may
// wait for the run that is under way, and for nothing else.

import os from 'node:os';
import type { Service } from '../../src/service.ts';
import type { BenchContext, Figure, Table } from './bench.ts';
import { createLatency, type Latency } from './latency.ts';
import { openBenchService } from './open-service.ts';
import { readQuestions, varyQuestion } from './questions.ts';

const QUERIES = { full: 60, quick: 20, smoke: 3 };
const CALLERS = { full: [8, 32], quick: [8], smoke: [] };
const BULK_GROUP = 64;
/** Pauses between two questions of one user, so that the idle figure is really idle. */
const PAUSE_MS = 5;

type Asked = { readonly texts: (count: number) => string[] };

export async function measureLanes(
  context: BenchContext,
): Promise<{ table: Table; figures: readonly Figure[]; notes: readonly string[] }> {
  const workers = Math.min(2, os.availableParallelism());
  await using service = await openBenchService(context, { settings: { RAG_EXECUTOR_WORKERS: String(workers) } });
  const supply = await openSupply(context);
  const idle = await askQuestions(service, { supply, count: context.pick(QUERIES), callers: 1 });
  const rows: (string | number)[][] = [toRow('one user, idle', idle, 0)];
  const figures: Figure[] = [];
  await askQuestions(service, { supply, count: 4, callers: 4 });
  const single = await underBulk(service, { supply, count: context.pick(QUERIES), callers: 1 });
  rows.push(toRow('one user, under bulk', single.latency, single.bulkPerSecond));
  const [quiet, loud] = [idle.summary(), single.latency.summary()];
  // A question may meet a run that has just begun, so one run is added to the bound.
  figures.push({
    name: 'question under bulk, p95 / (2 x idle p95 + one run)',
    value: loud.p95Ms / (2 * quiet.p95Ms + quiet.p50Ms),
    unit: 'x',
    better: 'lower',
    goal: 1,
    shown: 'a question while a corpus is fed in: p95 against twice the idle p95 plus one run',
  });
  for (const callers of context.pick(CALLERS)) {
    const count = context.pick(QUERIES) * 2;
    rows.push(toRow(`${callers} users, no bulk`, await askQuestions(service, { supply, count, callers }), 0));
    const { latency, bulkPerSecond } = await underBulk(service, { supply, count, callers });
    rows.push(toRow(`${callers} users, under bulk`, latency, bulkPerSecond));
    figures.push({
      name: `${callers} users under bulk, p99`,
      value: latency.summary().p99Ms,
      unit: 'ms',
      better: 'lower',
    });
  }
  return {
    table: {
      title: `new questions, ${workers} workers, in the process (ms)`,
      columns: ['load', 'p50', 'p95', 'p99', 'bulk texts/s'],
      rows,
    },
    figures,
    notes: [
      'Several users at once also wait for each other: their rows stand beside the same users without bulk work.',
    ],
  };
}

function toRow(name: string, latency: Latency, bulkPerSecond: number): (string | number)[] {
  const { p50Ms, p95Ms, p99Ms } = latency.summary();
  return [name, p50Ms, p95Ms, p99Ms, bulkPerSecond];
}

async function openSupply(context: BenchContext): Promise<Asked> {
  const questions = await readQuestions(context.root);
  let at = context.seed * 40_009;
  return { texts: (count) => Array.from({ length: count }, () => varyQuestion(questions, at++).text) };
}

type Asking = { supply: Asked; count: number; callers: number };

async function askQuestions({ embedder }: Service, { supply, count, callers }: Asking): Promise<Latency> {
  const latency = createLatency();
  const texts = supply.texts(count);
  const user = async (): Promise<void> => {
    for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
      const startedAt = performance.now();
      await embedder.embed([text], { kind: 'query', lane: 'query', truncate: true });
      latency.record(performance.now() - startedAt);
      await Bun.sleep(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: callers }, user));
  return latency;
}

async function underBulk(service: Service, asking: Asking): Promise<{ latency: Latency; bulkPerSecond: number }> {
  const state = { isOver: false, done: 0 };
  const controller = new AbortController();
  const startedAt = performance.now();
  const feeding = feed(service, { supply: asking.supply, state, signal: controller.signal });
  const latency = await askQuestions(service, asking);
  const seconds = (performance.now() - startedAt) / 1000;
  state.isOver = true;
  controller.abort();
  await feeding;
  return { latency, bulkPerSecond: state.done / seconds };
}

async function feed(
  { embedder }: Service,
  { supply, state, signal }: { supply: Asked; state: { isOver: boolean; done: number }; signal: AbortSignal },
): Promise<void> {
  while (!state.isOver) {
    const texts = supply.texts(BULK_GROUP).map(async (text) => {
      await embedder.embed([text], { kind: 'passage', lane: 'bulk', truncate: true, signal });
      state.done += 1;
    });
    // Those that the end of the measurement cut off are refused; that is how the feeding ends.
    const results = await Promise.allSettled(texts);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed && !signal.aborted) throw failed.reason;
  }
}
