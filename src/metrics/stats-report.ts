// The shape of GET /v1/stats. Types only.

import type { CacheReading } from './readings.ts';

export type Timing = {
  readonly count: number;
  readonly avg_ms: number;
  readonly min_ms: number;
  readonly max_ms: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
};
export type Timings = Readonly<Record<string, Timing>>;

export type DegradedCount = {
  readonly source: string;
  readonly status: string;
  readonly reason: string;
  count: number;
};
export type CacheCounts = {
  readonly cache: string;
  readonly tier: string;
  /** Lookups by result. */
  readonly results: Record<string, number>;
  /** Hits per lookup, skipped ones left out; null without a lookup. */
  readonly hit_rate: number | null;
};

export type WindowStats = {
  readonly minutes: number;
  /** What the window really covers: a little more than its minutes, or less after a start. Divide by it for a rate. */
  readonly covered_seconds: number;
  readonly requests: Timings;
  readonly stages: Timings;
  readonly sources: Timings;
  /** `queue_wait`, `inference` and `tokenization`, per text. */
  readonly inference: Timings;
  readonly statuses: Readonly<Record<string, number>>;
  readonly degraded: readonly DegradedCount[];
  readonly caches: readonly CacheCounts[];
  readonly worker_stops: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  /** `refused`, `retried` and `truncated` texts, and `tokens` read by the model. */
  readonly jobs: Readonly<Record<string, number>>;
};

export type StatsIdentity = {
  readonly version: string;
  readonly pack: string;
  readonly pack_version: string;
  readonly model: string;
  readonly model_revision: string;
  readonly device: string;
};

export type StatsWorker = {
  readonly life: string;
  readonly restarts: number;
  readonly runs: number;
  readonly last_reason: string | null;
  readonly since_success_ms: number | null;
};

export type StatsReport = {
  readonly at: string;
  readonly identity: StatsIdentity | null;
  readonly now: {
    readonly uptime_seconds: number;
    readonly requests_in_flight: number;
    /** Since the start; quiet routes are left out. */
    readonly requests_total: number;
    readonly queued: Readonly<Record<string, number>>;
    readonly workers: readonly StatsWorker[];
    readonly breakers: Readonly<Record<string, string>>;
    readonly caches: readonly CacheReading[];
    readonly resident_bytes: number;
    readonly cpu_seconds: number;
  };
  readonly windows: readonly WindowStats[];
};
