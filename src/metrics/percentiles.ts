// Durations and counts by series over rolling windows, from mergeable sketches of bounded size. It keeps no sample and
// no label of a request's content.

import { DDSketch } from '@datadog/sketches-js';
import type { Clock } from '../kernel/clock.ts';
import { RollingSlices, type WindowMinutes } from './slices.ts';

export type Summary = {
  readonly count: number;
  readonly avgMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
};

export type WindowReport = {
  readonly coveredMs: number;
  readonly durations: ReadonlyMap<string, Summary>;
  readonly counts: ReadonlyMap<string, number>;
};

/** DDSketch (Masson, Rim, Lee, VLDB 2019): every quantile is within this share of an exact one. 1 % is promised; what
 * is left is room for another definition of a percentile. */
const RELATIVE_ACCURACY = 0.0075;
/** Durations are clamped to this range, which bounds a sketch to 1,780 bins (14 KB) whatever is recorded. */
const MIN_NS = 10;
const MAX_NS = 3_600_000_000_000;
/** Sketches hold nanoseconds for a second reason: sketches-js 2.1.1 takes bin 0 (a value of 1) for "no bin" when it
 * merges and then loses counts. From 10 ns up no value falls into bin 0. */
const NS_PER_MS = 1e6;
/** Series of one slice. Names are closed sets, so this is never met by a healthy caller. */
const MAX_SERIES = 96;
export const OTHER = 'other';

type Slice = { durations: Map<string, DDSketch>; counts: Map<string, number> };

export class Percentiles {
  readonly #slices: RollingSlices<Slice>;

  constructor({ clock }: { clock: Clock }) {
    this.#slices = new RollingSlices<Slice>({ clock, create: createSlice, merge: mergeSlice });
  }

  record(series: string, durationMs: number): void {
    const ns = durationMs * NS_PER_MS;
    // Not a number fails both comparisons and is taken for the shortest duration rather than poison the sketch.
    const clamped = ns > MIN_NS ? Math.min(ns, MAX_NS) : MIN_NS;
    sketchOf(this.#slices.current().durations, series).accept(clamped);
  }

  count(series: string, amount = 1): void {
    addCount(this.#slices.current().counts, series, amount);
  }

  report(minutes: WindowMinutes): WindowReport {
    const { value, coveredMs } = this.#slices.window(minutes);
    const durations = new Map([...value.durations].map(([series, sketch]) => [series, summarise(sketch)]));
    return { coveredMs, durations, counts: value.counts };
  }
}

function createSlice(): Slice {
  return { durations: new Map(), counts: new Map() };
}

function mergeSlice(target: Slice, from: Slice): void {
  for (const [series, sketch] of from.durations) sketchOf(target.durations, series).merge(sketch);
  for (const [series, amount] of from.counts) addCount(target.counts, series, amount);
}

function sketchOf(sketches: Map<string, DDSketch>, series: string): DDSketch {
  const found = sketches.get(series);
  if (found) return found;
  if (sketches.size >= MAX_SERIES && series !== OTHER) return sketchOf(sketches, OTHER);
  const sketch = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
  sketches.set(series, sketch);
  return sketch;
}

function addCount(counts: Map<string, number>, series: string, amount: number): void {
  const isKnown = counts.has(series) || counts.size < MAX_SERIES;
  const name = isKnown ? series : OTHER;
  counts.set(name, (counts.get(name) ?? 0) + amount);
}

function summarise(sketch: DDSketch): Summary {
  // A sketch answers with the middle of a bin, which may lie just outside of what was seen.
  const quantile = (share: number): number =>
    toMs(Math.min(sketch.max, Math.max(sketch.min, sketch.getValueAtQuantile(share))));
  return {
    count: sketch.count,
    avgMs: toMs(sketch.sum / sketch.count),
    minMs: toMs(sketch.min),
    maxMs: toMs(sketch.max),
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
    p99Ms: quantile(0.99),
  };
}

/** To the nanosecond: digits beyond it are noise in a JSON answer. */
function toMs(ns: number): number {
  return Math.round(ns) / NS_PER_MS;
}
