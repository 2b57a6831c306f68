// Lets one engine of a pool boot before the others. Engines in one process share what the runtime compiles while the first
// one runs; side by side each of them would crawl through the interpreter for as long. It starts and judges nothing.

import type { Clock } from '../kernel/clock.ts';

/** A first engine that takes longer is on a slow machine or hangs; the others then go with it. Loading takes 0.4-0.7 s. */
const LONGEST_LEAD_MS = 2000;

export class BootTurn {
  readonly #clock: Clock;
  readonly #passed = Promise.withResolvers<void>();
  #isTaken: boolean;
  #cancelLimit: () => void = () => undefined;

  /** Without a lead everybody's turn is now. */
  constructor({ isLed, clock }: { isLed: boolean; clock: Clock }) {
    this.#clock = clock;
    this.#isTaken = !isLed;
    if (!isLed) this.#passed.resolve();
  }

  /** Resolves when whoever asks may boot: the first at once, the others after `pass`. It never rejects. */
  async take(): Promise<void> {
    if (this.#isTaken) return this.#passed.promise;
    this.#isTaken = true;
    this.#cancelLimit = this.#clock.after(LONGEST_LEAD_MS, () => this.#passed.resolve());
  }

  /** An engine has booted, or has failed to: nobody waits any more. */
  pass(): void {
    this.#cancelLimit();
    this.#passed.resolve();
  }
}
