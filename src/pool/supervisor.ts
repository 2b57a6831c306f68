// Keeps the workers of a pool alive: back-off after a failure, a breaker when none can boot. It sees no jobs.

import { Breaker } from '../kernel/breaker.ts';
import type { Clock } from '../kernel/clock.ts';
import type { WorkerStopReason } from '../kernel/events.ts';
import type { WorkerSlot } from './slot.ts';

export type SupervisorOptions = {
  clock: Clock;
  bootFailures: number;
  backoffMs: number;
  backoffMaxMs: number;
  onBreaker: (state: 'closed' | 'open' | 'half_open') => void;
};

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #slots: readonly WorkerSlot[];
  readonly #breaker: Breaker;
  readonly #timers = new Map<WorkerSlot, () => void>();
  #cancelProbe: () => void = () => undefined;

  constructor(slots: readonly WorkerSlot[], options: SupervisorOptions) {
    const { clock, bootFailures, backoffMaxMs, onBreaker } = options;
    this.#slots = slots;
    this.#options = options;
    this.#breaker = new Breaker({ failures: bootFailures, restMs: backoffMaxMs, clock, onChange: onBreaker });
  }

  get breaker() {
    return this.#breaker.state.kind;
  }

  /** Time until a worker is tried again. */
  get retryAfterMs(): number {
    return Math.max(this.#breaker.remainingMs(), this.#options.backoffMs);
  }

  startAll(): void {
    for (const slot of this.#slots) this.#startAfter(slot, 0);
  }

  booted(): void {
    const wasBroken = this.#breaker.state.kind !== 'closed';
    this.#breaker.succeeded();
    this.#cancelProbe();
    if (wasBroken) this.startAll();
  }

  stopped(slot: WorkerSlot, reason: WorkerStopReason): void {
    if (reason === 'shutdown') return;
    if (reason === 'boot_failure') this.#breaker.failed();
    if (this.#breaker.state.kind === 'closed') this.#startAfter(slot, reason === 'recycled' ? 0 : this.#backoff(slot));
    else if (this.#breaker.state.kind === 'open') this.#scheduleProbe();
  }

  /** Nothing is started after this. */
  dispose(): void {
    this.#cancelProbe();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #backoff({ failures }: WorkerSlot): number {
    const { backoffMs, backoffMaxMs } = this.#options;
    return Math.min(backoffMs * 2 ** Math.max(failures - 1, 0), backoffMaxMs);
  }

  #startAfter(slot: WorkerSlot, delayMs: number): void {
    this.#timers.get(slot)?.();
    this.#timers.delete(slot);
    if (delayMs === 0) {
      slot.start();
      return;
    }
    const wake = () => {
      this.#timers.delete(slot);
      // The breaker may have opened meanwhile; its own probe starts the slots again.
      if (this.#breaker.state.kind === 'closed') slot.start();
    };
    this.#timers.set(slot, this.#options.clock.after(delayMs, wake));
  }

  #scheduleProbe(): void {
    this.#cancelProbe();
    this.#cancelProbe = this.#options.clock.after(this.#breaker.remainingMs(), () => {
      const dead = this.#slots.find(({ kind }) => kind === 'dead');
      if (dead && this.#breaker.tryPass()) dead.start();
    });
  }
}
