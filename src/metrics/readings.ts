// What is read when somebody looks: queue, workers, caches, breakers, memory, identity. The parts hand in functions;
// nothing here keeps or changes their state.

import type { CacheTier, WorkerStopReason } from '../kernel/events.ts';
import type { GaugeSample } from './catalogue.ts';

export const WORKER_LIVES = ['starting', 'ready', 'busy', 'dead'] as const;
export const BREAKER_STATES = ['closed', 'open', 'half_open'] as const;

export type WorkerReading = {
  readonly life: (typeof WORKER_LIVES)[number];
  readonly restarts: number;
  readonly runs: number;
  readonly lastReason: WorkerStopReason | undefined;
  readonly sinceSuccessMs: number | undefined;
};

/** The pool's state as `src/pool/ports.ts` gives it. */
export type PoolReading = {
  readonly workers: readonly WorkerReading[];
  readonly queued: Readonly<Record<string, number>>;
  readonly breaker: string;
};

export type CacheReading = {
  readonly cache: 'vector' | 'result' | 'session';
  readonly tier: CacheTier;
  readonly entries: number;
  readonly bytes: number;
};

export type Identity = {
  readonly version: string;
  readonly pack: string;
  readonly packVersion: string;
  readonly model: string;
  readonly modelRevision: string;
  /** Where inference runs: wasm, webgpu, cpu, cuda. */
  readonly device: string;
};

export type ProcessReading = {
  readonly residentBytes: number;
  readonly cpuSeconds: number;
  /** In seconds since 1970. */
  readonly startedAtSeconds: number;
};

/** Functions, because most parts are built after the metrics. Undefined: not there yet. */
export type Readings = {
  pool(): PoolReading | undefined;
  caches(): readonly CacheReading[];
  /** Circuit breakers by name; the pool's own is added as `pool`. */
  breakers(): Readonly<Record<string, string>>;
  inFlight(): number;
  identity(): Identity | undefined;
  process(): ProcessReading;
};

const MICROSECONDS = 1e6;

export function readProcess(): ProcessReading {
  const { user, system } = process.cpuUsage();
  return {
    residentBytes: process.memoryUsage.rss(),
    cpuSeconds: (user + system) / MICROSECONDS,
    startedAtSeconds: performance.timeOrigin / 1000,
  };
}

export function allBreakers(readings: Readings): Record<string, string> {
  const pool = readings.pool();
  return { ...readings.breakers(), ...(pool ? { pool: pool.breaker } : {}) };
}

/** Every gauge with its value now; a life or state that nobody is in is a zero, so that graphs do not break off. */
export function readGauges(readings: Readings): GaugeSample[] {
  const { residentBytes, startedAtSeconds } = readings.process();
  const identity = readings.identity();
  return [
    ...readPool(readings.pool()),
    ...readings.caches().flatMap(({ cache, tier, entries, bytes }): GaugeSample[] => [
      { gauge: 'cacheEntries', labels: [cache, tier], value: entries },
      { gauge: 'cacheBytes', labels: [cache, tier], value: bytes },
    ]),
    ...Object.entries(allBreakers(readings)).flatMap(([breaker, current]) =>
      BREAKER_STATES.map(
        (state): GaugeSample => ({ gauge: 'breakers', labels: [breaker, state], value: state === current ? 1 : 0 }),
      ),
    ),
    { gauge: 'inFlight', labels: [], value: readings.inFlight() },
    ...(identity ? [readIdentity(identity)] : []),
    { gauge: 'residentBytes', labels: [], value: residentBytes },
    { gauge: 'startTime', labels: [], value: startedAtSeconds },
  ];
}

function readPool(pool: PoolReading | undefined): GaugeSample[] {
  if (!pool) return [];
  const depths = Object.entries(pool.queued).map(
    ([lane, value]): GaugeSample => ({ gauge: 'queueDepth', labels: [lane], value }),
  );
  const lives = WORKER_LIVES.map((life): GaugeSample => {
    const value = pool.workers.filter((worker) => worker.life === life).length;
    return { gauge: 'workers', labels: [life], value };
  });
  return [...depths, ...lives];
}

function readIdentity({ version, pack, packVersion, model, modelRevision, device }: Identity): GaugeSample {
  return { gauge: 'identity', labels: [version, pack, packVersion, model, modelRevision, device], value: 1 };
}
