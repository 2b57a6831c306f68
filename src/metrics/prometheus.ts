// The catalogue as a Prometheus exposition. Its registry belongs to one service, so that two in one process (a test)
// never meet.

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  COUNTERS,
  type CounterName,
  CPU_SECONDS,
  type Family,
  GAUGES,
  type GaugeName,
  HISTOGRAMS,
  type HistogramFamily,
  type HistogramName,
  type MetricSink,
} from './catalogue.ts';
import { type Readings, readGauges } from './readings.ts';
import { createSeries, toLabels } from './series.ts';

export type Prometheus = MetricSink & {
  readonly contentType: string;
  /** The text format, with all gauges read now. */
  expose(): Promise<string>;
};

export function createPrometheus({ readings }: { readings: Readings }): Prometheus {
  const registry = new Registry();
  const counters = mapFamilies<CounterName, Counter>(COUNTERS, (family) => new Counter(toOptions(family, registry)));
  const histograms = mapFamilies<HistogramName, Histogram, HistogramFamily>(
    HISTOGRAMS,
    (family) => new Histogram({ ...toOptions(family, registry), buckets: [...family.buckets] }),
  );
  const gauges = mapFamilies<GaugeName, Gauge>(GAUGES, (family) => new Gauge(toOptions(family, registry)));
  const cpu = new Counter(toOptions(CPU_SECONDS, registry));
  return {
    contentType: registry.contentType,
    async expose() {
      for (const gauge of Object.values(gauges)) gauge.reset();
      for (const { gauge, labels, value } of readGauges(readings))
        gauges[gauge].set(toLabels(GAUGES[gauge].labels, labels), finite(value));
      cpu.reset();
      cpu.inc(finite(readings.process().cpuSeconds));
      return registry.metrics();
    },
    counter(name) {
      const series = createSeries(COUNTERS[name].labels, (values) => toLabels(COUNTERS[name].labels, values));
      return (labels, amount) => counters[name].inc(series(labels), finite(amount));
    },
    histogram(name) {
      const series = createSeries(HISTOGRAMS[name].labels, (values) => toLabels(HISTOGRAMS[name].labels, values));
      return (labels, value) => histograms[name].observe(series(labels), finite(value));
    },
  };
}

function toOptions({ name, help, labels }: Family, registry: Registry) {
  return { name, help, labelNames: [...labels], registers: [registry] };
}

function mapFamilies<K extends string, M, F extends Family = Family>(
  families: Readonly<Record<K, F>>,
  make: (family: F) => M,
): Record<K, M> {
  const entries = Object.entries<F>(families).map(([name, family]) => [name, make(family)]);
  // One entry was made for every key of `families`.
  return Object.fromEntries(entries) as Record<K, M>;
}

/** prom-client throws on what is not finite and on a counter that falls; a clock's hiccup must not do that. */
function finite(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}
