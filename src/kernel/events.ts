// What is worth observing, as one function per event. The default is silent; `src/metrics` gives the real one.

/** How a job's time was spent, in milliseconds. Travels with the result, so that headers and metrics agree. */
export type InferenceTimings = { queueMs: number; inferenceMs: number };

export type CacheTier = 'memory' | 'redis' | 'upstash';
export type CacheResult = 'hit' | 'miss' | 'error' | 'torn' | 'skipped';
export type WorkerStopReason = 'crash' | 'overrun' | 'boot_failure' | 'recycled' | 'shutdown';

/** Labels are closed sets only. Implementations never throw. */
export type Events = {
  request(event: { route: string; status: number; durationMs: number }): void;
  stage(event: { stage: string; durationMs: number }): void;
  source(event: { source: string; status: string; reason: string | undefined; durationMs: number }): void;
  inference(event: InferenceTimings & { tokens: number }): void;
  tokenized(event: { durationMs: number; tokens: number; truncated: boolean }): void;
  workerStopped(event: { reason: WorkerStopReason }): void;
  jobRefused(event: { lane: string }): void;
  jobRetried(): void;
  cache(event: { cache: 'vector' | 'result' | 'session'; tier: CacheTier; result: CacheResult; count: number }): void;
  breaker(event: { name: string; state: string }): void;
  /** A caught fault that is reported and not rethrown: `where` is a closed name, the error is never shown to a client. */
  fault(event: { where: string; error: unknown }): void;
};

function ignore(): void {
  // Nobody listens.
}

/** Observes nothing. */
export const SILENT: Events = {
  request: ignore,
  stage: ignore,
  source: ignore,
  inference: ignore,
  tokenized: ignore,
  workerStopped: ignore,
  jobRefused: ignore,
  jobRetried: ignore,
  cache: ignore,
  breaker: ignore,
  fault: ignore,
};
