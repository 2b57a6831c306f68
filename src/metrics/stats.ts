// The JSON of GET /v1/stats: the state now, and counts and percentiles of the last 1, 5 and 60 minutes. Its listener
// turns events into series; names of series never leave this file.

import type { Clock } from '../kernel/clock.ts';
import type { Listener } from './observe.ts';
import { Percentiles, type Summary, type WindowReport } from './percentiles.ts';
import { isQuietRoute } from './quiet-routes.ts';
import { allBreakers, type Identity, type Readings, type WorkerReading } from './readings.ts';
import { isDegraded } from './record.ts';
import { WINDOW_MINUTES } from './slices.ts';
import type {
  CacheCounts,
  StatsIdentity,
  StatsReport,
  StatsWorker,
  Timing,
  Timings,
  WindowStats,
} from './stats-report.ts';

export type Stats = { readonly listener: Listener; report(): StatsReport };

/** `wallNow` is milliseconds since 1970. */
export type StatsOptions = { readonly clock: Clock; readonly readings: Readings; wallNow(): number };

export function createStats({ clock, readings, wallNow }: StatsOptions): Stats {
  const percentiles = new Percentiles({ clock });
  const requests = { total: 0 };
  return {
    listener: createListener(percentiles, requests),
    report() {
      const now = wallNow();
      const identity = readings.identity();
      return {
        at: new Date(now).toISOString(),
        identity: identity ? toIdentity(identity) : null,
        now: readNow(readings, { wallNow: now, requests }),
        windows: WINDOW_MINUTES.map((minutes) => toWindow(minutes, percentiles.report(minutes))),
      };
    },
  };
}

function createListener(percentiles: Percentiles, requests: { total: number }): Listener {
  return {
    request({ route, status, durationMs }) {
      if (!isQuietRoute(route)) requests.total += 1;
      percentiles.record(`requests ${route}`, durationMs);
      percentiles.count(`statuses ${status}`);
    },
    stage: ({ stage, durationMs }) => percentiles.record(`stages ${stage}`, durationMs),
    source({ source, status, reason, durationMs }) {
      percentiles.record(`sources ${source}`, durationMs);
      if (isDegraded(status)) percentiles.count(`degraded ${source} ${status} ${reason ?? 'none'}`);
    },
    inference({ queueMs, inferenceMs, tokens }) {
      percentiles.record('inference queue_wait', queueMs);
      percentiles.record('inference inference', inferenceMs);
      percentiles.count('jobs tokens', tokens);
    },
    tokenized({ durationMs, isTruncated }) {
      percentiles.record('inference tokenization', durationMs);
      if (isTruncated) percentiles.count('jobs truncated');
    },
    cache: ({ cache, tier, result, count }) => percentiles.count(`caches ${cache} ${tier} ${result}`, count),
    workerStopped: ({ reason }) => percentiles.count(`worker_stops ${reason}`),
    jobRefused: () => percentiles.count('jobs refused'),
    jobRetried: () => percentiles.count('jobs retried'),
    fault: ({ where }) => percentiles.count(`faults ${where}`),
  };
}

function readNow(
  readings: Readings,
  { wallNow, requests }: { wallNow: number; requests: { readonly total: number } },
): StatsReport['now'] {
  const pool = readings.pool();
  const { residentBytes, cpuSeconds, startedAtSeconds } = readings.process();
  return {
    uptime_seconds: Math.round(wallNow / 1000 - startedAtSeconds),
    requests_in_flight: readings.inFlight(),
    requests_total: requests.total,
    queued: pool?.queued ?? {},
    workers: (pool?.workers ?? []).map(toWorker),
    breakers: allBreakers(readings),
    caches: readings.caches(),
    resident_bytes: residentBytes,
    cpu_seconds: cpuSeconds,
  };
}

function toWindow(minutes: number, { coveredMs, durations, counts }: WindowReport): WindowStats {
  const timings = (kind: string): Timings =>
    Object.fromEntries(namesOf(durations, kind).map(([name, summary]) => [name, toTiming(summary)]));
  const countsOf = (kind: string): Record<string, number> => Object.fromEntries(namesOf(counts, kind));
  return {
    minutes,
    covered_seconds: Math.round(coveredMs) / 1000,
    requests: timings('requests'),
    stages: timings('stages'),
    sources: timings('sources'),
    inference: timings('inference'),
    statuses: countsOf('statuses'),
    degraded: namesOf(counts, 'degraded').map(([name, count]) => {
      const [source = '', status = '', reason = ''] = name.split(' ');
      return { source, status, reason, count };
    }),
    caches: toCaches(namesOf(counts, 'caches')),
    worker_stops: countsOf('worker_stops'),
    faults: countsOf('faults'),
    jobs: countsOf('jobs'),
  };
}

/** Series of one kind, sorted so that a report reads the same each time. */
function namesOf<T>(series: ReadonlyMap<string, T>, kind: string): [string, T][] {
  return [...series]
    .filter(([key]) => key.startsWith(`${kind} `))
    .map(([key, value]): [string, T] => [key.slice(kind.length + 1), value])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function toCaches(series: readonly [string, number][]): CacheCounts[] {
  const byTier = Map.groupBy(series, ([name]) => name.split(' ').slice(0, 2).join(' '));
  return [...byTier].map(([name, entries]) => {
    const [cache = '', tier = ''] = name.split(' ');
    const results = Object.fromEntries(entries.map(([key, count]) => [key.split(' ')[2] ?? '', count]));
    const { skipped = 0, hit = 0 } = results;
    const lookups = entries.reduce((sum, [, count]) => sum + count, 0) - skipped;
    return { cache, tier, results, hit_rate: lookups > 0 ? hit / lookups : null };
  });
}

function toIdentity({ packVersion, modelRevision, ...identity }: Identity): StatsIdentity {
  return { ...identity, pack_version: packVersion, model_revision: modelRevision };
}

function toWorker({ life, restarts, runs, lastReason, sinceSuccessMs }: WorkerReading): StatsWorker {
  return { life, restarts, runs, last_reason: lastReason ?? null, since_success_ms: sinceSuccessMs ?? null };
}

function toTiming({ count, avgMs, minMs, maxMs, p50Ms, p95Ms, p99Ms }: Summary): Timing {
  return { count, avg_ms: avgMs, min_ms: minMs, max_ms: maxMs, p50_ms: p50Ms, p95_ms: p95Ms, p99_ms: p99Ms };
}
