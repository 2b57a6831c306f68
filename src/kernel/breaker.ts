// Stops asking something that keeps failing, and lets one try through after a rest. It calls nothing by itself.

import { type Clock, SYSTEM_CLOCK } from './clock.ts';

/**
 *   closed --(failures reach the limit)--> open --(rest is over, one caller passes)--> half_open
 *     ^                                      ^------------------(that try fails)-----------|
 *     |-------------------------------------------------------(that try succeeds)----------|
 */
export type BreakerState =
  | { kind: 'closed'; failures: number }
  | { kind: 'open'; until: number }
  | { kind: 'half_open' };

export type BreakerOptions = {
  /** Failures in a row that open it. One opens at every hiccup, many let callers wait in vain. */
  failures: number;
  restMs: number;
  clock?: Clock;
  onChange?: (state: BreakerState['kind']) => void;
};

export class Breaker {
  readonly #options: Required<BreakerOptions>;
  #state: BreakerState = { kind: 'closed', failures: 0 };

  constructor({ failures, restMs, clock = SYSTEM_CLOCK, onChange = () => undefined }: BreakerOptions) {
    this.#options = { failures, restMs, clock, onChange };
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** True lets the caller try, who then reports `succeeded` or `failed`. In `half_open` only one is let through. */
  tryPass(): boolean {
    if (this.#state.kind === 'closed') return true;
    if (this.#state.kind === 'half_open' || this.remainingMs() > 0) return false;
    this.#enter({ kind: 'half_open' });
    return true;
  }

  succeeded(): void {
    this.#enter({ kind: 'closed', failures: 0 });
  }

  failed(): void {
    const { failures, restMs, clock } = this.#options;
    if (this.#state.kind === 'open') return;
    const count = this.#state.kind === 'closed' ? this.#state.failures + 1 : failures;
    this.#enter(count < failures ? { kind: 'closed', failures: count } : { kind: 'open', until: clock.now() + restMs });
  }

  /** Rest until the next try is let through; 0 unless open. */
  remainingMs(): number {
    return this.#state.kind === 'open' ? Math.max(0, this.#state.until - this.#options.clock.now()) : 0;
  }

  #enter(state: BreakerState): void {
    const isChange = state.kind !== this.#state.kind;
    this.#state = state;
    if (isChange) this.#options.onChange(state.kind);
  }
}
