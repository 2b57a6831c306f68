// One job's promise: it settles exactly once, whatever comes first. It knows neither queue nor worker.

import type { Clock } from '../kernel/clock.ts';
import { toCancellation } from '../kernel/deadline.ts';
import { ServiceError } from '../kernel/errors.ts';
import type { Job, JobResult } from './ports.ts';

export class Ticket {
  readonly job: Job;
  readonly enqueuedAt: number;
  readonly promise: Promise<JobResult>;
  /** How many workers have had it. */
  attempts = 0;
  /** Its batch failed: it runs by itself from now on, so that one job's fault stays its own. */
  isAlone = false;
  /** When its newest worker got it. */
  startedAt = 0;
  readonly #settlers = Promise.withResolvers<JobResult>();
  #isSettled = false;
  #release: () => void = () => undefined;

  /** `onLeave` is called when the caller left or the deadline passed, so that a waiting job gives up its place at once. */
  constructor(job: Job, clock: Clock, onLeave: (ticket: Ticket) => void) {
    this.job = job;
    this.enqueuedAt = clock.now();
    this.promise = this.#settlers.promise;
    this.#watch(clock, onLeave);
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  succeed(result: JobResult): void {
    this.#settle(() => this.#settlers.resolve(result));
  }

  fail(error: ServiceError): void {
    this.#settle(() => this.#settlers.reject(error));
  }

  #watch(clock: Clock, onLeave: (ticket: Ticket) => void): void {
    const { signal, deadlineAt } = this.job;
    const leave = (error: ServiceError) => {
      this.fail(error);
      onLeave(this);
    };
    const abort = () => signal && leave(toCancellation(signal));
    const expire = () => leave(new ServiceError('timeout', 'The deadline passed before the vector was there'));
    signal?.addEventListener('abort', abort, { once: true });
    const cancelTimer = deadlineAt === undefined ? undefined : clock.after(deadlineAt - clock.now(), expire);
    this.#release = () => {
      signal?.removeEventListener('abort', abort);
      cancelTimer?.();
    };
  }

  #settle(settle: () => void): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#release();
    settle();
  }
}
