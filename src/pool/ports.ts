// What the pool takes and gives: jobs, results, its state and its settings. No behaviour lives here.

import type { Clock } from '../kernel/clock.ts';
import type { Events, InferenceTimings, WorkerStopReason } from '../kernel/events.ts';
import type { EngineAssets, NativeAssets } from '../protocol/messages.ts';

export type { Adapter, EngineAssets, EngineModel, NativeAssets } from '../protocol/messages.ts';

/** A user waits for a `query`; `bulk` work fills the time between queries. */
export type Lane = 'query' | 'bulk';

export type Job = {
  tokenIds: Int32Array;
  /** Expected work, in tokens; decides the order within a lane and what a retry-after is computed from. 0 is a probe. */
  cost: number;
  lane: Lane;
  signal?: AbortSignal | undefined;
  /** On the pool's clock (`performance.now()` unless another was given). */
  deadlineAt?: number | undefined;
};

export type JobResult = { vector: Float32Array; timings: InferenceTimings };

/** A worker's life, as seen from outside. */
export type WorkerState = {
  life: 'starting' | 'ready' | 'busy' | 'dead';
  restarts: number;
  runs: number;
  lastReason: WorkerStopReason | undefined;
  /** Time since its last successful run, a probe included; undefined before the first. */
  sinceSuccessMs: number | undefined;
};

export type PoolState = {
  workers: readonly WorkerState[];
  queued: Readonly<Record<Lane, number>>;
  /** `half_open`: one worker is tried again after the breaker rested. */
  breaker: 'closed' | 'open' | 'half_open';
  isClosing: boolean;
};

/** What the pool needs of a worker: a thread, or a process that looks like one (`openProcessHost`). */
export type EngineHost = {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject): void;
  /** At once, whatever it does; `close` follows. */
  terminate(): unknown;
};

export type PoolOptions = {
  /** Starts a worker that speaks `src/protocol/messages.ts`. */
  spawn: () => EngineHost;
  assets: EngineAssets | NativeAssets;
  /** Number of workers. More than the cores only costs memory. */
  size: number;
  /** Waiting jobs over both lanes; the next one is refused. Low refuses bursts, high makes everybody late. */
  maxQueue?: number;
  /** How long a run may take before its worker is taken for hung and replaced. */
  runLimitMs?: number;
  /** How long a worker may take to boot. */
  bootLimitMs?: number;
  /** The first worker boots alone and the others after it: see `boot-turn.ts`. */
  isBootLed?: boolean;
  /** Boot failures in a row after which the pool refuses work. */
  bootFailures?: number;
  /** Pause before the first replacement after a failure; doubles with every further one up to `backoffMaxMs`. */
  backoffMs?: number;
  backoffMaxMs?: number;
  /** A worker is replaced after so many runs; 0 is never. WASM memory grows and never shrinks. */
  recycleAfterRuns?: number;
  /** How long disposal waits for running jobs. */
  drainMs?: number;
  events?: Events;
  clock?: Clock;
};

/** Every promise given out settles: with a result, or a ServiceError of code `overloaded`, `timeout`, `cancelled`,
 * `worker_error` or `unavailable`. Disposal refuses what waits, lets running jobs finish within `drainMs` and ends all workers. */
export type Pool = AsyncDisposable & {
  /** Jobs that run at once. It grows when engines that take batches have booted. */
  readonly capacity: number;
  /** Resolves when every worker has answered a real one-token run; rejects with `unavailable` when the breaker opens. */
  ready(): Promise<void>;
  run(job: Job): Promise<JobResult>;
  /** Gives every idle worker whose last success is older than `olderThanMs` a one-token run. */
  probe(olderThanMs: number): Promise<void>;
  state(): PoolState;
};
