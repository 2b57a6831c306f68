// A point in time by which an answer is due, as a signal. It cancels nothing by itself and never decides to degrade.

import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import { ServiceError } from './errors.ts';

export type DeadlineOptions = {
  /** Its abort ends this deadline too, with its own reason. */
  parent?: AbortSignal | undefined;
  clock?: Clock;
};

/** Dispose it when the work is done: until then it holds a timer and a listener on its parent. */
export class Deadline implements Disposable {
  /** On the clock that was given, `performance.now()` by default. */
  readonly at: number;
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #release: () => void;

  constructor(timeoutMs: number, { parent, clock = SYSTEM_CLOCK }: DeadlineOptions = {}) {
    this.#clock = clock;
    this.at = clock.now() + timeoutMs;
    const cancelTimer = clock.after(timeoutMs, () => {
      this.#controller.abort(new ServiceError('timeout', `No answer was there within ${Math.round(timeoutMs)} ms`));
    });
    const follow = () => this.#controller.abort(parent?.reason);
    parent?.addEventListener('abort', follow, { once: true });
    this.#release = () => {
      cancelTimer();
      parent?.removeEventListener('abort', follow);
    };
    if (parent?.aborted) follow();
  }

  /** Aborts with a `timeout` ServiceError at the deadline, or with the parent's reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Never negative. */
  remainingMs(): number {
    return Math.max(0, this.at - this.#clock.now());
  }

  [Symbol.dispose](): void {
    this.#release();
  }
}

/** The error that an aborted signal stands for: its own reason when that is ours, `cancelled` otherwise. */
export function toCancellation(signal: AbortSignal): ServiceError {
  if (signal.reason instanceof ServiceError) return signal.reason;
  return new ServiceError('cancelled', 'The caller left before the answer was there', { cause: signal.reason });
}

/** Settles as the promise does, or rejects as soon as the signal aborts; what the promise does later is dropped. */
export async function abortable<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const leave = () => reject(toCancellation(signal));
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
