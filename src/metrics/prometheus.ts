// The catalogue as a Prometheus exposition. Counts are kept here in plain numbers, since prom-client's own recording
// costs nine times as much (7 against 0.8 us a request); it writes the text, from its form for metrics of other processes.

import { AggregatorRegistry, Registry } from 'prom-client';
import {
  COUNTERS,
  CPU_SECONDS,
  type Family,
  GAUGES,
  HISTOGRAMS,
  type HistogramFamily,
  type MetricSink,
} from './catalogue.ts';
import { type Readings, readGauges } from './readings.ts';
import { createSeries, toLabels } from './series.ts';

export type Prometheus = MetricSink & {
  readonly contentType: string;
  /** The text format, with all gauges read now. */
  expose(): Promise<string>;
};

type Labels = Record<string, string>;
type Sample = { readonly labels: Labels; readonly value: number; readonly metricName?: string };
type CounterSeries = { readonly labels: Labels; amount: number };
type HistogramSeries = {
  readonly labels: Labels;
  /** Values per bucket, not yet added up; the last is beyond every edge. */
  readonly buckets: Float64Array;
  count: number;
  sum: number;
};

/** Belongs to one service, so that two in one process (a test) never meet. */
export function createPrometheus({ readings }: { readings: Readings }): Prometheus {
  const counters = mapValues(COUNTERS, createCounter);
  const histograms = mapValues(HISTOGRAMS, createHistogram);
  return {
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    counter: (name) => counters[name].add,
    histogram: (name) => histograms[name].observe,
    expose() {
      const cpu = [{ labels: {}, value: finite(readings.process().cpuSeconds) }];
      const metrics = [
        ...Object.values(histograms).map(({ family, samples }) => toMetric(family, 'histogram', samples())),
        ...Object.values(counters).map(({ family, samples }) => toMetric(family, 'counter', samples())),
        ...toGauges(readings),
        toMetric(CPU_SECONDS, 'counter', cpu),
      ];
      return AggregatorRegistry.aggregate([metrics]).metrics();
    },
  };
}

function createCounter(family: Family) {
  const kept: CounterSeries[] = [];
  const series = createSeries(family.labels, (values) => {
    const made = { labels: toLabels(family.labels, values), amount: 0 };
    kept.push(made);
    return made;
  });
  // Without labels there is nothing to wait for: zero is a value.
  if (family.labels.length === 0) series([]);
  return {
    family,
    add(labels: readonly string[], amount: number): void {
      series(labels).amount += finite(amount);
    },
    samples: (): Sample[] => kept.map(({ labels, amount }) => ({ labels, value: amount })),
  };
}

function createHistogram(family: HistogramFamily) {
  const { labels: names, buckets: edges } = family;
  const kept: HistogramSeries[] = [];
  const series = createSeries(names, (values) => {
    const buckets = new Float64Array(edges.length + 1);
    const made = { labels: toLabels(names, values), buckets, count: 0, sum: 0 };
    kept.push(made);
    return made;
  });
  if (names.length === 0) series([]);
  return {
    family,
    observe(labels: readonly string[], value: number): void {
      const found = series(labels);
      const sample = finite(value);
      let bucket = 0;
      while (bucket < edges.length && sample > (edges[bucket] ?? 0)) bucket += 1;
      found.buckets[bucket] = (found.buckets[bucket] ?? 0) + 1;
      found.count += 1;
      found.sum += sample;
    },
    samples: (): Sample[] => kept.flatMap((one) => toHistogramSamples(family, one)),
  };
}

/** Buckets are cumulative in the format: each holds all values up to its edge. */
function toHistogramSamples({ name, buckets: edges }: HistogramFamily, series: HistogramSeries): Sample[] {
  const { labels, count, sum } = series;
  let below = 0;
  const samples = edges.map((edge, index): Sample => {
    below += series.buckets[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { le: String(edge), ...labels }, value: below };
  });
  return [
    ...samples,
    { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}

function toGauges(readings: Readings) {
  const read = Map.groupBy(readGauges(readings), ({ gauge }) => GAUGES[gauge].name);
  return Object.values(GAUGES).map((family) => {
    const samples = (read.get(family.name) ?? []).map(({ labels, value }) => ({
      labels: toLabels(family.labels, labels),
      value: finite(value),
    }));
    return toMetric(family, 'gauge', samples);
  });
}

/** prom-client's form of a metric; every label set is there once, so its `first` changes nothing. */
function toMetric({ name, help }: Family, type: 'histogram' | 'counter' | 'gauge', values: readonly Sample[]) {
  return { name, help, type, values, aggregator: 'first' };
}

function mapValues<K extends string, F, M>(families: Readonly<Record<K, F>>, make: (family: F) => M): Record<K, M> {
  const entries = Object.entries<F>(families).map(([name, family]) => [name, make(family)]);
  // One entry was made for every key of `families`.
  return Object.fromEntries(entries) as Record<K, M>;
}

/** A counter never falls and a sum stays a number, whatever a clock's hiccup brings. */
function finite(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}
