// All of observation behind one door: what the composition root opens first and closes last. What is not configured is
// not opened.

import type { Clock } from '../kernel/clock.ts';
import type { Events } from '../kernel/events.ts';
import { openDogstatsdExport } from './export-dogstatsd.ts';
import { type JsonTarget, openJsonExport } from './export-json.ts';
import { openTraceExport } from './export-otlp.ts';
import { createLog, type Log, type LogLevel } from './log.ts';
import { createEvents, type Listener } from './observe.ts';
import { createPrometheus } from './prometheus.ts';
import type { Readings } from './readings.ts';
import { createRecorder } from './record.ts';
import { createStats } from './stats.ts';
import type { StatsReport } from './stats-report.ts';
import { createTimelines, type Timeline } from './timelines.ts';

export type MetricsOptions = {
  readonly readings: Readings;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  wallNow(): number;
  readonly log: { readonly level: LogLevel; readonly isTerminal: boolean; write(text: string): void };
  readonly statsExport?: { readonly target: JsonTarget; readonly everyMs: number | undefined } | undefined;
  readonly dogstatsd?: { readonly host: string; readonly port: number; readonly tags: readonly string[] } | undefined;
  readonly traces?:
    | {
        readonly url: string;
        readonly serviceName: string;
        readonly serviceVersion: string;
        readonly sampleShare: number;
      }
    | undefined;
};

export type Metrics = AsyncDisposable & {
  /** What the whole service calls. */
  readonly events: Events;
  readonly logger: Log['logger'];
  readonly contentType: string;
  /** The answer of GET /metrics. */
  expose(): Promise<string>;
  /** The answer of GET /v1/stats. */
  stats(): StatsReport;
  /** The last slow requests, newest first. */
  timelines(): readonly Timeline[];
  /** Writes the statistics report now, where an export of it is configured. */
  writeStats(): Promise<void>;
};

export async function openMetrics(options: MetricsOptions): Promise<Metrics> {
  const { readings, clock, wallNow } = options;
  await using opened = new AsyncDisposableStack();
  const log = opened.use(createLog({ ...options.log, clock }));
  const prometheus = createPrometheus({ readings });
  const stats = createStats({ clock, readings, wallNow });
  const timelines = createTimelines({ wallNow });
  const own: Listener[] = [createRecorder(prometheus), stats.listener, timelines.listener, log.listener];
  // Faults of an exporter are told to everything but the exporters.
  const events = createEvents(own);
  const dogstatsd = options.dogstatsd
    ? opened.use(openDogstatsdExport({ ...options.dogstatsd, readings, clock, events }))
    : undefined;
  const traces = options.traces ? opened.use(await openTraceExport({ ...options.traces, events, wallNow })) : undefined;
  const statsExport = options.statsExport
    ? opened.use(openJsonExport({ ...options.statsExport, report: stats.report, clock, events }))
    : undefined;
  const exporters = [...(dogstatsd ? [createRecorder(dogstatsd.sink)] : []), ...(traces ? [traces.listener] : [])];
  const stack = opened.move();
  return {
    events: exporters.length > 0 ? createEvents([...own, ...exporters]) : events,
    logger: log.logger,
    contentType: prometheus.contentType,
    expose: prometheus.expose,
    stats: stats.report,
    timelines: timelines.list,
    writeStats: async () => statsExport?.write(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
