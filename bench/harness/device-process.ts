// One engine configuration in a process of its own: texts per second, time of one question, memory of the process and of
// its engines, and how far its vectors are from the golden ones. One JSON line on standard output.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openEngine } from '../../src/composition/open-embedding.ts';
import { readConfig } from '../../src/config.ts';
import { deviationOf, readGolden } from '../../src/embedding/golden.ts';
import { mapWindowed } from '../../src/embedding/map-windowed.ts';
import { openModel } from '../../src/embedding/model.ts';
import type { EmbedEngine, EmbedWork } from '../../src/embedding/ports.ts';
import { toServiceError } from '../../src/kernel/errors.ts';
import { SILENT } from '../../src/kernel/events.ts';
import { createLatency } from './latency.ts';
import { findChildren } from './process-tree.ts';
import { readQuestions, varyQuestion } from './questions.ts';

export type DevicePlan = {
  readonly root: string;
  readonly model: string;
  readonly device: string;
  readonly engines: number;
  readonly threads: number;
  /** Texts at once, and questions one by one. */
  readonly texts: number;
  readonly questions: number;
  readonly seed: number;
};

/** `refusal`: why the device cannot be used on this machine. */
export type DeviceMeasure =
  | { readonly refusal: string }
  | {
      readonly textsPerSecond: number;
      /** The same for texts of one length, which native engines take several at once. */
      readonly equalPerSecond: number;
      readonly p50Ms: number;
      readonly p95Ms: number;
      readonly memoryMib: number;
      readonly deviation: number;
      readonly tolerance: number;
      readonly reason: string;
      readonly meanTokens: number;
    };

const WARM_UP = 12;
/** Shorter than any question of the tests with its detail. */
const EQUAL_TOKENS = 12;
/** Golden texts of this length or less: the long ones take seconds on a slow device and prove the same. */
const GOLDEN_TOKENS = 64;

async function measure(plan: DevicePlan): Promise<DeviceMeasure> {
  await using parts = new AsyncDisposableStack();
  const settings = {
    RAG_DEVICE: plan.device,
    RAG_MODEL: plan.model,
    RAG_EXECUTOR_WORKERS: String(plan.engines),
    RAG_CPU_THREADS: String(plan.threads),
    RAG_MAX_QUEUE: '10000',
  };
  const config = readConfig(settings, { cores: plan.engines, memoryBytes: 2 ** 34 });
  const opened = await openEngine(config, { root: plan.root, events: SILENT, parts });
  const { engine, tokenize, identity } = opened;
  await engine.ready();
  const questions = await readQuestions(plan.root);
  const workOf = (at: number): EmbedWork => {
    const { text } = varyQuestion(questions, plan.seed + at);
    return { text, kind: 'query', lane: 'query', tokenized: tokenize(text, identity.prompts.query) };
  };
  const works = Array.from({ length: plan.texts }, (_, at) => workOf(WARM_UP + at));
  for (let at = 0; at < WARM_UP; at++) await engine.run(workOf(at));
  const textsPerSecond = await runAll(engine, works);
  const equalPerSecond = await runAll(engine, works.map(cutToEqual));
  const latency = createLatency();
  for (let at = 0; at < plan.questions; at++) {
    const work = workOf(WARM_UP + plan.texts + at);
    const askedAt = performance.now();
    await engine.run(work);
    latency.record(performance.now() - askedAt);
  }
  const { p50Ms, p95Ms } = latency.summary();
  const meanTokens = works.reduce((sum, { tokenized }) => sum + tokenized.tokens, 0) / works.length;
  const golden = await compareGolden(opened, plan);
  const memoryMib = readMemory();
  return {
    textsPerSecond,
    equalPerSecond,
    p50Ms,
    p95Ms,
    meanTokens,
    memoryMib,
    ...golden,
    reason: opened.report().reason,
  };
}

/** As many at once as an embedder sends. */
async function runAll(engine: EmbedEngine, works: readonly EmbedWork[]): Promise<number> {
  const startedAt = performance.now();
  await mapWindowed(works, (work) => engine.run(work), { window: engine.capacity * 2 });
  return (works.length * 1000) / (performance.now() - startedAt);
}

function cutToEqual(work: EmbedWork): EmbedWork {
  const ids = work.tokenized.ids.slice(0, EQUAL_TOKENS);
  return { ...work, tokenized: { ...work.tokenized, ids } };
}

async function compareGolden({ engine }: Awaited<ReturnType<typeof openEngine>>, { root, model }: DevicePlan) {
  const { files, maxTokens: limit } = await openModel(model, { modelsDir: path.join(root, 'models') });
  const golden = await readGolden(files);
  if (!golden) return { deviation: Number.NaN, tolerance: Number.NaN };
  let deviation = 0;
  for (const { ids, head } of golden.cases.filter((wanted) => wanted.ids.length <= GOLDEN_TOKENS)) {
    const tokenized = { ids, tokens: ids.length, isTruncated: false, limit };
    const { vector } = await engine.run({ text: '', kind: 'query', lane: 'query', tokenized });
    deviation = Math.max(deviation, deviationOf(vector, head));
  }
  if (deviation > golden.tolerance) throw new Error(`Found vectors that differ by ${deviation} from the golden ones`);
  return { deviation, tolerance: golden.tolerance };
}

/** Proportional set size of this process and of its children: pages that they share count once. */
function readMemory(): number {
  return [process.pid, ...findChildren(process.pid)].reduce((sum, pid) => sum + readProportional(pid), 0);
}

function readProportional(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? Number.NaN) / 1024;
}

/** A device that is refused is a result; any other fault ends the bench. */
async function measureOrRefuse(plan: DevicePlan): Promise<DeviceMeasure> {
  try {
    return await measure(plan);
  } catch (error) {
    const { code, message } = toServiceError(error);
    if (code !== 'bad_config') throw error;
    return { refusal: message.replace(/^RAG_DEVICE: .*? here: /, '') };
  }
}

// Its only caller is `devices.ts`.
const plan = JSON.parse(process.argv[2] ?? '{}') as DevicePlan;
process.stdout.write(JSON.stringify(await measureOrRefuse(plan)));
process.exit(0);
