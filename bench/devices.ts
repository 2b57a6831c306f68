// The same texts on every device that this machine has: WASM, the native runtime on CPU, WebGPU and CUDA. Configurations
// take turns, so that a noisy machine is noisy for all; a device that is not here is a row that says so.

import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { openModel } from '../src/embedding/model.ts';
import { findGraph, GPU_GRAPH, type NativeProvider } from '../src/embedding/native/assets.ts';
import type { BenchContext, Cell, Figure, Outcome } from './harness/bench.ts';
import type { DeviceMeasure, DevicePlan } from './harness/device-process.ts';
import { median } from './harness/latency.ts';

const ROUNDS = { full: 3, quick: 1, smoke: 1 };
const TEXTS = { full: 240, quick: 80, smoke: 12 };
const QUESTIONS = { full: 60, quick: 20, smoke: 4 };

type Variant = Pick<DevicePlan, 'device' | 'engines' | 'threads'>;
const VARIANTS: readonly Variant[] = [
  { device: 'wasm', engines: 1, threads: 1 },
  { device: 'cpu', engines: 1, threads: 1 },
  { device: 'wasm', engines: 2, threads: 1 },
  { device: 'cpu', engines: 2, threads: 1 },
  { device: 'cpu', engines: 1, threads: 2 },
  { device: 'webgpu', engines: 1, threads: 1 },
  { device: 'cuda', engines: 1, threads: 1 },
];

type Measured = Extract<DeviceMeasure, { p50Ms: number }>;
type Row = { readonly model: string; readonly variant: Variant; readonly measures: readonly DeviceMeasure[] };

export async function run(context: BenchContext): Promise<Outcome> {
  const models = context.mode === 'full' ? ['multilingual', 'english'] : [context.model];
  const variants = context.mode === 'smoke' ? VARIANTS.slice(0, 2) : VARIANTS;
  const rows: Row[] = models.flatMap((model) => variants.map((variant) => ({ model, variant, measures: [] })));
  const measured = new Map(rows.map((row): [Row, DeviceMeasure[]] => [row, []]));
  for (let round = 0; round < context.pick(ROUNDS); round++)
    for (const [row, measures] of measured) {
      // What was refused once stays refused.
      if (measures.some((measure) => 'refusal' in measure)) continue;
      context.say(`${row.model} on ${row.variant.device}, round ${round + 1}`);
      measures.push(await measureInProcess(row, { context, round }));
    }
  const filled = [...measured].map(([row, measures]): Row => ({ ...row, measures }));
  const lines = await Promise.all(filled.map((row) => toLine(row, context)));
  return {
    tables: [
      {
        title:
          'one text after the other (p50, p95) and many at once (texts/s; also cut to 12 tokens each); medians of the rounds',
        columns: [
          'model',
          'device',
          'engines',
          'threads',
          'dtype',
          'MB',
          'p50 ms',
          'p95 ms',
          'texts/s',
          'texts/s, equal lengths',
          'memory MiB',
          'golden',
          'STS-B',
          'KorSTS',
        ],
        rows: lines,
      },
    ],
    figures: filled.flatMap(toFigures),
    notes: [
      'Memory is the proportional set size of the process and its engines: shared pages count once.',
      'STS-B, KorSTS: Spearman x100 of the int8 graph, from SOURCE.md of the model; the graph for graphics devices was not scored.',
      'golden: largest difference of a component from the float32 model; more than the tolerance would have ended the bench.',
      ...filled
        .flatMap(({ variant, measures }) =>
          measures.flatMap((one) => ('refusal' in one ? [`${variant.device}: ${one.refusal}`] : [])),
        )
        .filter((note, at, all) => all.indexOf(note) === at),
    ],
  };
}

async function measureInProcess(
  { model, variant }: Row,
  { context, round }: { context: BenchContext; round: number },
): Promise<DeviceMeasure> {
  const { root, seed, pick } = context;
  // Every round asks new texts, all configurations the same ones.
  const plan: DevicePlan = {
    root,
    model,
    ...variant,
    texts: pick(TEXTS),
    questions: pick(QUESTIONS),
    seed: seed + round * 1000,
  };
  const script = path.join(import.meta.dir, 'harness', 'device-process.ts');
  const child = Bun.spawn([process.execPath, script, JSON.stringify(plan)], { stdout: 'pipe', stderr: 'inherit' });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`The process of ${model} on ${variant.device} failed`);
  return JSON.parse(text) as DeviceMeasure;
}

function isMeasured(measure: DeviceMeasure): measure is Measured {
  return 'p50Ms' in measure;
}

async function toLine({ model, variant, measures }: Row, { root }: BenchContext): Promise<Cell[]> {
  const { device, engines, threads } = variant;
  const { dtype, bytes, quality } = await describeModel(model, { root, device });
  const head = [model, device, engines, threads, dtype, Math.round(bytes / 1e6)];
  const done = measures.filter(isMeasured);
  if (done.length === 0) return [...head, 'not here', '', '', '', '', '', ...quality];
  const of = (key: 'p50Ms' | 'p95Ms' | 'textsPerSecond' | 'equalPerSecond' | 'memoryMib'): number =>
    median(done.map((one) => one[key]));
  const deviation = Math.max(...done.map((one) => one.deviation));
  return [
    ...head,
    of('p50Ms'),
    of('p95Ms'),
    of('textsPerSecond'),
    of('equalPerSecond'),
    Math.round(of('memoryMib')),
    deviation,
    ...quality,
  ];
}

/** Graph and weights as this device reads them, and the quality that the model's SOURCE.md states. */
async function describeModel(model: string, { root, device }: { root: string; device: string }) {
  const descriptor = await openModel(model, { modelsDir: path.join(root, 'models') });
  const { files, dtype } = descriptor;
  const graph = device === 'wasm' ? files.graph : findGraph(descriptor, device as NativeProvider);
  const parts = [graph, files.weights, files.tokenizer].filter((file) => file !== undefined);
  const source = readFileSync(path.join(files.folder, 'SOURCE.md'), 'utf8');
  // What SOURCE.md states holds for the int8 graph; the one for graphics devices was not scored.
  const isScored = !graph.endsWith(GPU_GRAPH);
  const quality = ['STS-B', 'KorSTS'].map(
    (task) => (isScored && new RegExp(`${task} dev(?: Spearman)? ([\\d.]+)`).exec(source)?.[1]) || '',
  );
  return {
    dtype: isScored ? dtype : `${dtype}, float32 when loaded`,
    bytes: parts.reduce((sum, file) => sum + statSync(file).size, 0),
    quality,
  };
}

function toFigures({ model, variant, measures }: Row): Figure[] {
  const done = measures.filter(isMeasured);
  if (done.length === 0) return [];
  const name = `${model}, ${variant.device} ${variant.engines}x${variant.threads}`;
  return [
    { name: `${name}, texts/s`, value: median(done.map((one) => one.textsPerSecond)), unit: '1/s', better: 'higher' },
    { name: `${name}, p50`, value: median(done.map((one) => one.p50Ms)), unit: 'ms', better: 'lower' },
    { name: `${name}, memory`, value: median(done.map((one) => one.memoryMib)), unit: 'MiB', better: 'lower' },
  ];
}
