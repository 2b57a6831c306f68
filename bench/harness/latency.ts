// Durations as an HDR histogram: percentiles within 0.1 %, mergeable across processes. It keeps no single durations.

import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';

/** Values are kept in tenths of a microsecond: the layers of a request differ by less than a microsecond. */
const UNITS_PER_MS = 10_000;
const LONGEST_MS = 120_000;

export type LatencySummary = {
  readonly count: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};

export type Latency = {
  record(ms: number): void;
  summary(): LatencySummary;
  /** For another process; see `add`. */
  encode(): string;
  add(encoded: string): void;
};

export function createLatency(): Latency {
  const histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_MS * UNITS_PER_MS,
    numberOfSignificantValueDigits: 3,
  });
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / UNITS_PER_MS;
  return {
    record: (ms) => histogram.recordValue(Math.round(Math.min(Math.max(ms, 0), LONGEST_MS) * UNITS_PER_MS)),
    summary: () => ({
      count: histogram.totalCount,
      meanMs: histogram.totalCount === 0 ? 0 : histogram.mean / UNITS_PER_MS,
      p50Ms: at(50),
      p95Ms: at(95),
      p99Ms: at(99),
      maxMs: histogram.totalCount === 0 ? 0 : histogram.maxValue / UNITS_PER_MS,
    }),
    encode: () => encodeIntoCompressedBase64(histogram),
    add: (encoded) => histogram.add(decodeFromCompressedBase64(encoded)),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
