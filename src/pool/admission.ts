// Decides whether a job may wait, and says to a refused one when to come back. It holds no jobs.

import { toCancellation } from '../kernel/deadline.ts';
import { ServiceError } from '../kernel/errors.ts';
import type { Job } from './ports.ts';
import type { JobQueue } from './queue.ts';

/** Before the first run: int8 on WASM, one core. */
const FIRST_MS_PER_TOKEN = 1.5;
const FIRST_TOKENS = 24;
/** Weight of the newest run; about twenty runs are remembered. */
const NEWEST_WEIGHT = 0.1;
const SHORTEST_RETRY_MS = 50;
/**
 * Under overload every job runs as late as it may, and one that ends a little later than thought has run for nothing: so a
 * run is counted as long as one in twenty takes, and a wait somewhat longer than its average.
 */
const LONG_RUN = 1.5;
const LONG_WAIT = 1.2;

/** The measured speed of one worker. */
export class Pace {
  #ms = FIRST_MS_PER_TOKEN * FIRST_TOKENS;
  #tokens = FIRST_TOKENS;

  get msPerToken(): number {
    return this.#ms / this.#tokens;
  }

  /** Time and tokens are averaged apart, so that a short run's fixed cost does not pass for the price of a token. */
  observe(inferenceMs: number, cost: number): void {
    // A probe: the fixed cost of a run by itself would make every token look as dear as it.
    if (cost === 0) return;
    this.#ms += (inferenceMs - this.#ms) * NEWEST_WEIGHT;
    this.#tokens += (cost - this.#tokens) * NEWEST_WEIGHT;
  }
}

export type AdmissionLimits = { maxQueue: number; workers: number };

/** The refusal of a job that need not wait at all, or undefined. The bound holds per lane: bulk work never refuses a query. */
export function findRefusal(job: Job, queue: JobQueue, at: { now: number; pace: Pace } & AdmissionLimits) {
  if (job.signal?.aborted) return toCancellation(job.signal);
  if (job.deadlineAt !== undefined && job.deadlineAt <= at.now)
    return new ServiceError('timeout', 'The deadline had passed before the job was queued');
  if (job.tokenIds.length === 0)
    return new ServiceError('invalid_request', 'The job holds no token ids, one or more are wanted');
  const wait = (queue.costBefore(job.lane) * at.pace.msPerToken) / Math.max(at.workers, 1);
  const retryAfterMs = Math.max(SHORTEST_RETRY_MS, Math.ceil(wait));
  // Told at once instead of after the wait: a run that ends too late would only take the place of one that does not.
  // One that need not wait is let try: if all were refused, nothing would ever correct a pace that is wrong.
  if (wait > 0 && isHopeless(job, { startAt: at.now + LONG_WAIT * wait, pace: at.pace }))
    return new ServiceError('overloaded', 'The jobs that wait leave no time before the deadline', { retryAfterMs });
  const waiting = queue.count(job.lane);
  if (waiting < at.maxQueue) return undefined;
  return new ServiceError('overloaded', `The ${job.lane} lane holds "${waiting}" jobs, its limit is ${at.maxQueue}`, {
    retryAfterMs,
  });
}

/** Whether a run that starts then would end after the deadline, at the pace of today. */
function isHopeless(job: Job, { startAt, pace }: { startAt: number; pace: Pace }): boolean {
  return job.deadlineAt !== undefined && startAt + LONG_RUN * job.cost * pace.msPerToken > job.deadlineAt;
}

/**
 * Under overload the oldest jobs stand first and have the least time left; run all the same, none would be in time. A job
 * that waits alone takes nobody's place and is left.
 */
export function dropHopeless(queue: JobQueue, at: { startAt: number; pace: Pace }): void {
  if (queue.count('query') + queue.count('bulk') < 2) return;
  for (const ticket of queue.removeWhere(({ job }) => isHopeless(job, at)))
    ticket.fail(new ServiceError('timeout', 'The deadline leaves no time for a run'));
}

export function shuttingDown(): ServiceError {
  return new ServiceError('unavailable', 'The inference pool is shutting down');
}

export function noWorker(retryAfterMs: number): ServiceError {
  return new ServiceError('unavailable', 'No inference worker could start; one is tried again later', { retryAfterMs });
}
