// What crosses between a bench and the load generator, one JSON line each way. No behaviour lives here.

import type { LatencySummary } from '../harness/latency.ts';
import type { RequestSpec } from '../harness/requests.ts';

/** - `ok`: a whole answer that is the one it should be.
 *  - `partial`: 200 with `degraded: true`.
 *  - `refused`: 429 or 503 with Retry-After.
 *  - `failed`: any other status.
 *  - `broken`: the connection was refused or reset.
 *  - `wrong`: an answer that is not the one it should be. Never acceptable. */
export const OUTCOMES = ['ok', 'partial', 'refused', 'failed', 'broken', 'wrong'] as const;
export type RequestOutcome = (typeof OUTCOMES)[number];

export type Phase = {
  readonly name: string;
  readonly seconds: number;
  /** Arrivals per second at random moments (open loop); undefined: every connection sends again at once (closed loop). */
  readonly rate?: number | undefined;
};

export type LoadPlan = {
  readonly url: string;
  readonly requests: RequestSpec;
  /** Connections, all kept alive; in a closed loop also how many requests are under way. */
  readonly connections: number;
  readonly phases: readonly Phase[];
  /** A request of the phase that took longer counts for `lastBadMs`. */
  readonly slowMs?: number;
  /** `bytes` compares whole answers instead of `context_id`, for routes that are not ours. */
  readonly check?: 'content' | 'bytes';
  /** Instead of the path that belongs to the kind of request. */
  readonly path?: string;
  /** Sent before the first phase, answers not counted. */
  readonly warmUpRequests?: number;
};

export type PhaseReport = {
  readonly name: string;
  readonly seconds: number;
  readonly counts: Readonly<Record<RequestOutcome, number>>;
  /** Of `ok`, those that were there when the phase ended: what came later was not done in its `seconds`. */
  readonly timely: number;
  /** From the intended start, not from the moment of sending. */
  readonly latency: Readonly<Record<RequestOutcome, LatencySummary>>;
  /** Wait for a worker, as `Server-Timing` tells it. */
  readonly queue: LatencySummary;
  /** How late the generator itself sent: large values mean that it, not the service, was the limit. */
  readonly lag: LatencySummary;
  /** Histogram of `ok`, to be merged over slices. */
  readonly encoded: string;
  /** Intended start, since the phase began, of the last request that was not `ok` or was slow; 0 where there was none. */
  readonly lastBadMs: number;
};

export type LoadReply = { readonly reports: readonly PhaseReport[] } | { readonly fault: string };
