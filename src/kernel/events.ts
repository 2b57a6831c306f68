// What is worth observing, as one function per event. The default is silent; `src/metrics` gives the real one.

/** How a job's time was spent, in milliseconds. Travels with the result, so that headers and metrics agree. */
export type InferenceTimings = { queueMs: number; inferenceMs: number };

export type CacheTier = 'memory' | 'redis' | 'upstash';
export type CacheResult = 'hit' | 'miss' | 'error' | 'torn' | 'skipped';
export type WorkerStopReason = 'crash' | 'overrun' | 'boot_failure' | 'recycled' | 'shutdown';

/** One stretch of a request's time: a bar of its timeline, a span of its trace. Names come from closed sets. */
export type Bar = {
  readonly name: string;
  readonly kind: 'stage' | 'source' | 'queue' | 'inference';
  /** Since the request began. */
  readonly startMs: number;
  readonly durationMs: number;
  /** Of a source: its status, and its reason where it has one. */
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
};

/** What ties a request's timings together. It never holds a question, a chart, a vector or a key. */
export type RequestTrace = {
  readonly requestId: string;
  /** The W3C header as it came in; it is checked where it is used. */
  readonly traceparent?: string | undefined;
  readonly bars: readonly Bar[];
};

/** Labels are closed sets only. Implementations never throw. */
export type Events = {
  /** `route` is a template. Without a `trace` a request is counted and timed, and appears in no timeline or span. */
  request(event: {
    route: string;
    status: number;
    durationMs: number;
    method?: string | undefined;
    trace?: RequestTrace | undefined;
  }): void;
  stage(event: { stage: string; durationMs: number }): void;
  source(event: { source: string; status: string; reason: string | undefined; durationMs: number }): void;
  inference(event: InferenceTimings & { tokens: number }): void;
  tokenized(event: { durationMs: number; tokens: number; isTruncated: boolean }): void;
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
