// The life of one prefetch: its time, its timers and its signal. When it ends, or the caller leaves, all of them end.

import type { Clock } from '../kernel/clock.ts';

export class PrefetchScope implements Disposable {
  readonly startedAt: number;
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #cleanup = new DisposableStack();

  constructor({ signal, clock }: { signal: AbortSignal; clock: Clock }) {
    this.#clock = clock;
    this.startedAt = clock.now();
    const leave = (): void => this.#controller.abort(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    this.#cleanup.defer(() => signal.removeEventListener('abort', leave));
  }

  /** Aborted when the caller leaves and when the prefetch is over: late work has nobody to work for. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  elapsedMs(): number {
    return this.#clock.now() - this.startedAt;
  }

  /** Resolves so many milliseconds after the prefetch began, or as soon as it is over. */
  after(delayMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#cleanup.defer(this.#clock.after(Math.max(1, delayMs - this.elapsedMs()), resolve));
    this.signal.addEventListener('abort', () => resolve(), { once: true });
    return promise;
  }

  [Symbol.dispose](): void {
    this.#controller.abort();
    this.#cleanup.dispose();
  }
}
