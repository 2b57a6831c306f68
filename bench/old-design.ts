// The design that Quintet replaces, beside Quintet, turn by turn in one run: a Python service with a thread pool of four and
// six encodes a prefetch, on ONNX Runtime with our own weights and, where it is installed, on torch.

import type { BenchContext, Outcome } from './harness/bench.ts';
import { type Contender, type Contenders, openContenders, type Role } from './harness/contenders.ts';
import { createLatency, median } from './harness/latency.ts';
import { type Measured, type Tokens, toFigures, toTable } from './harness/old-design-report.ts';
import { findPython, type PeerBackend, type RunningPeer } from './harness/peer.ts';
import { readTreeCpuSeconds } from './harness/process-tree.ts';
import { createRequests, type RequestSpec } from './harness/requests.ts';
import { readUsage } from './harness/usage.ts';
import { type LoadGenerator, openLoadGenerator } from './load/generator.ts';
import type { PhaseReport } from './load/plan.ts';

/** Many short turns: whoever else uses the machine meets all contenders alike. */
const ROUNDS = { full: 6, quick: 2, smoke: 1 };
const SLICE_SECONDS = 1;
const AT_ONCE = { full: [1, 4], quick: [1, 4], smoke: [1] };
/** More than any turn needs; a new question is sent once. */
const COUNTS = { old: 1000, ours: 4000 };
/** Python needs none; ours compiles what it often runs. */
const WARM_UPS = { old: 4, 'new-question': 60, chart: 1500 };
const SAMPLED_BODIES = 40;

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
  await using parts = new AsyncDisposableStack();
  const opened = await openContenders(context, { python, backend, parts });
  if (typeof opened === 'string') return { tables: [], figures: [], notes: [`SKIPPED ${backend}: ${opened}`] };
  const { peer, list, notes } = opened;
  const load = parts.use(openLoadGenerator());
  const measured: Measured[] = [];
  for (const atOnce of context.pick(AT_ONCE))
    measured.push(...(await measure(list, { context, load, atOnce, backend })));
  const tokens = await countTokens(peer, { context, backend });
  return {
    tables: [toTable(measured, { backend, model: peer.model, tokens })],
    figures: toFigures(measured, backend),
    notes: [
      `${backend}: ${peer.description}; its texts have ${tokens.range} tokens; ${describeMemory(list)}.`,
      ...notes,
    ],
  };
}

/** The whole of both designs, where one process holds it. */
function describeMemory(list: Contenders['list']): string {
  const of = (role: Role): string => {
    const pid = list.find((contender) => contender.role === role)?.pid;
    return (pid === undefined ? undefined : readUsage(pid))?.rssMib.toFixed(0) ?? '-';
  };
  return `old ${of('pool')} MiB, Quintet on WASM ${of('wasm')} MiB`;
}

type Measuring = { context: BenchContext; load: LoadGenerator; atOnce: number; backend: PeerBackend };

async function measure(list: Contenders['list'], measuring: Measuring): Promise<Measured[]> {
  const sums = list.map((contender) => ({
    contender,
    latency: createLatency(),
    seconds: 0,
    cpu: { seconds: 0, requests: 0 },
  }));
  for (let round = 0; round < measuring.context.pick(ROUNDS); round++)
    // Each round begins with another one, so that no one always follows the same neighbour.
    for (const sum of [...sums.slice(round % sums.length), ...sums.slice(0, round % sums.length)]) {
      const before = readTreeCpuSeconds(sum.contender.pid);
      const { encoded, seconds, counts } = await askFor(sum.contender, { ...measuring, isFirst: round === 0 });
      sum.latency.add(encoded);
      sum.seconds += seconds;
      // The first turn begins with requests that are not counted.
      if (round === 0) continue;
      sum.cpu.seconds += (readTreeCpuSeconds(sum.contender.pid) ?? Number.NaN) - (before ?? Number.NaN);
      sum.cpu.requests += counts.ok;
    }
  return sums.map(({ contender, latency, seconds, cpu }) => {
    const { p50Ms, p95Ms, count } = latency.summary();
    const cpuMs = (cpu.seconds * 1000) / cpu.requests;
    return {
      contender,
      atOnce: measuring.atOnce,
      p50Ms,
      p95Ms,
      perSecond: count / seconds,
      cpuMs: Number.isFinite(cpuMs) ? cpuMs : undefined,
    };
  });
}

async function askFor(
  { name, url, kind, path }: Contender,
  { context, load, atOnce, backend, isFirst }: Measuring & { isFirst: boolean },
): Promise<PhaseReport> {
  const isOld = path !== undefined;
  const warmUpRequests = isFirst ? WARM_UPS[isOld ? 'old' : kind] : 0;
  const [report] = await load.run({
    url,
    requests: toSpec(kind, { seed: context.seed + atOnce, count: isOld ? COUNTS.old : COUNTS.ours, backend }),
    connections: atOnce,
    phases: [{ name, seconds: SLICE_SECONDS }],
    warmUpRequests,
    ...(isOld ? { path, check: 'bytes' as const } : {}),
  });
  if (!report) throw new Error('The generator reported no phase');
  return report;
}

/** The English model cuts Hangul into far longer texts than the old design ever had. */
function toSpec(
  kind: Contender['kind'],
  { seed, count, backend }: { seed: number; count: number; backend: PeerBackend },
): RequestSpec {
  return { kind, seed, count, deadlineMs: 30_000, ...(backend === 'torch' ? { locale: 'en' as const } : {}) };
}

/** Means over a sample, by the tokenizer that both sides have. */
async function countTokens(
  peer: RunningPeer,
  { context, backend }: { context: BenchContext; backend: PeerBackend },
): Promise<Tokens & { readonly range: string }> {
  const count = async (kind: Contender['kind']) => {
    const spec = toSpec(kind, { seed: context.seed + 1, count: SAMPLED_BODIES, backend });
    const { bodies } = await createRequests(spec, context);
    return Promise.all(bodies.map((body) => peer.tokens(body)));
  };
  const mean = (values: readonly number[]): number =>
    Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  const [asked, silent] = [await count('new-question'), await count('chart')];
  const lengths = [...asked, ...silent].flatMap(({ texts }) => texts);
  return {
    asked: mean(asked.flatMap(({ texts }) => texts)),
    silent: mean(silent.flatMap(({ texts }) => texts)),
    question: mean(asked.map(({ question }) => question)),
    range: `${Math.min(...lengths)} to ${Math.max(...lengths)} (median ${median(lengths)})`,
  };
}
