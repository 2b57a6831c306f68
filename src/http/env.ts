// What the HTTP face needs from the rest of the service, and what travels with one request.

import type { SessionStore } from '../cache/ports.ts';
import type { Responder } from '../destiny/respond.ts';
import type { Embedder } from '../embedding/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Events } from '../kernel/events.ts';
import type { StatsReport } from '../metrics/stats-report.ts';
import type { Timeline } from '../metrics/timelines.ts';
import type { StageTiming } from '../prefetch/types.ts';

/** Whether requests should come here now, and what to tell people. */
export type Health = {
  isReady(): boolean;
  /** For humans and dashboards: workers, queue, caches, pack, model, device. */
  describe(): Readonly<Record<string, unknown>>;
};

export type MetricsPort = {
  readonly contentType: string;
  expose(): Promise<string>;
  stats(): StatsReport;
  /** The last slow requests, newest first. */
  timelines(): readonly Timeline[];
};

export type HttpOptions = {
  readonly responder: Responder;
  readonly embedder: Embedder;
  readonly sessions: SessionStore;
  readonly health: Health;
  readonly metrics: MetricsPort;
  readonly events: Events;
  readonly clock: Clock;
  readonly apiKeys: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly maxBodyBytes: number;
  readonly maxRequests: number;
  /** Names under which a loopback listener may be called; undefined where the address is public. */
  readonly allowedHosts: readonly string[] | undefined;
  readonly version: string;
};

export type AppEnv = {
  Variables: {
    requestId: string;
    stages: readonly StageTiming[];
  };
};
