// What each layer of a request adds, so that a regression shows where it is: bare Hono, validation, facts, sources, packing,
// metrics. Distinct charts, no question, no socket; times by mitata, interleaved, and bytes in a process without collector.

import path from 'node:path';
import { measure } from 'mitata';
import type { AllocationPlan } from './harness/allocation-process.ts';
import type { BenchContext, Figure, Outcome } from './harness/bench.ts';
import { createLatency, type Latency } from './harness/latency.ts';
import { type Layer, openLayers } from './harness/layer-stack.ts';

const ROUNDS = { full: 6, quick: 2, smoke: 1 };
const CPU_SECONDS_A_ROUND = { full: 0.6, quick: 0.4, smoke: 0.1 };
const WARM_UP = { full: 800, quick: 400, smoke: 50 };

export async function run(context: BenchContext): Promise<Outcome> {
  const times = await measureTimes(context);
  const bytes = context.mode === 'smoke' ? {} : await measureBytes(context);
  let before = { ns: 0, bytes: 0 };
  const rows = [...times].map(([name, latency]) => {
    const { p50Ms, p99Ms } = latency.summary();
    const now = { ns: p50Ms * 1e6, bytes: bytes[name] ?? Number.NaN };
    const row = [
      name,
      Math.round(now.ns),
      Math.round(now.ns - before.ns),
      Math.round(p99Ms * 1e6),
      toKib(now.bytes),
      toKib(now.bytes - before.bytes),
    ];
    before = now;
    return row;
  });
  return {
    tables: [
      { title: 'one request without a socket', columns: ['layer', 'ns', 'added', 'p99 ns', 'KiB', 'added'], rows },
    ],
    figures: toFigures(times, bytes),
  };
}

function toKib(bytes: number): string {
  return Number.isNaN(bytes) ? '-' : (bytes / 1024).toFixed(1);
}

/** A figure a layer: what the whole path up to it costs. */
function toFigures(times: ReadonlyMap<string, Latency>, bytes: Readonly<Record<string, number>>): Figure[] {
  return [...times].flatMap(([name, latency]) => [
    { name: `${name}, time`, value: latency.summary().p50Ms * 1000, unit: 'us', better: 'lower' as const },
    ...(bytes[name] === undefined
      ? []
      : [{ name: `${name}, allocated`, value: bytes[name] / 1024, unit: 'KiB', better: 'lower' as const }]),
  ]);
}

async function measureTimes(context: BenchContext): Promise<Map<string, Latency>> {
  await using parts = new AsyncDisposableStack();
  const layers = await openLayers(context, parts);
  const times = new Map(layers.map(({ name }) => [name, createLatency()]));
  for (const layer of layers) for (let i = 0; i < context.pick(WARM_UP); i++) await layer.call();
  for (let round = 0; round < context.pick(ROUNDS); round++)
    for (const layer of layers) await addSamples(layer, { into: times.get(layer.name), context });
  return times;
}

async function addSamples(
  { call }: Layer,
  { into, context }: { into: Latency | undefined; context: BenchContext },
): Promise<void> {
  const { samples } = await measure(call, {
    min_cpu_time: context.pick(CPU_SECONDS_A_ROUND) * 1e9,
    min_samples: 50,
    max_samples: 5000,
  });
  for (const ns of samples) into?.record(ns / 1e6);
}

async function measureBytes(context: BenchContext): Promise<Record<string, number>> {
  const { root, pack, model, seed, scratch } = context;
  const plan: AllocationPlan = { root, pack, model, seed, scratch };
  const script = path.join(import.meta.dir, 'harness', 'allocation-process.ts');
  const child = Bun.spawn([process.execPath, script, JSON.stringify(plan)], {
    stdout: 'pipe',
    stderr: 'inherit',
    env: { BUN_JSC_useGC: '0' },
  });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error('The process that counts allocations failed');
  return JSON.parse(text) as Record<string, number>;
}
