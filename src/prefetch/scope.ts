// The life of one prefetch: its time, its timers and its signal. When it ends, or the caller leaves, all of them end.
// Signal and timers are made when they are asked for: a prefetch that waits for nothing needs neither.

import type { Clock } from '../kernel/clock.ts';

export class PrefetchScope implements Disposable {
  readonly startedAt: number;
  readonly #clock: Clock;
  readonly #caller: AbortSignal;
  #controller: AbortController | undefined;
  #cleanup: DisposableStack | undefined;

  constructor({ signal, clock }: { signal: AbortSignal; clock: Clock }) {
    this.#clock = clock;
    this.#caller = signal;
    this.startedAt = clock.now();
  }

  /** Aborted when the caller leaves and when the prefetch is over: late work has nobody to work for. */
  get signal(): AbortSignal {
    this.#controller ??= this.#follow(new AbortController());
    return this.#controller.signal;
  }

  elapsedMs(): number {
    return this.#clock.now() - this.startedAt;
  }

  /** Resolves so many milliseconds after the prefetch began, or as soon as it is over. */
  after(delayMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { signal } = this;
    this.#cleanup?.defer(this.#clock.after(Math.max(1, delayMs - this.elapsedMs()), resolve));
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
    return promise;
  }

  [Symbol.dispose](): void {
    this.#controller?.abort();
    this.#cleanup?.dispose();
  }

  #follow(controller: AbortController): AbortController {
    this.#cleanup = new DisposableStack();
    const leave = (): void => controller.abort(this.#caller.reason);
    this.#caller.addEventListener('abort', leave, { once: true });
    this.#cleanup.defer(() => this.#caller.removeEventListener('abort', leave));
    return controller;
  }
}
