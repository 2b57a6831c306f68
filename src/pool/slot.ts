// The life of one worker and its replacements. It takes what it is given: order, admission and back-off are the pool's.

import type { Clock } from '../kernel/clock.ts';
import { ServiceError, toServiceError } from '../kernel/errors.ts';
import type { WorkerStopReason } from '../kernel/events.ts';
import type { BootTurn } from './boot-turn.ts';
import { EngineConnection, type RunValue } from './connection.ts';
import type { EngineAssets, EngineHost, NativeAssets, WorkerState } from './ports.ts';
import type { Ticket } from './ticket.ts';

/**
 *   dead --start--> starting --boot and one-token run--> ready <--assign / answer--> busy
 *     ^________________|____________________________________|__________________________|
 *          boot failure, crash, overrun, recycling, shutdown
 */
type SlotLife =
  | { kind: 'dead' }
  | { kind: 'starting'; connection: EngineConnection; cancelLimit: () => void }
  | { kind: 'ready'; connection: EngineConnection }
  | { kind: 'busy'; connection: EngineConnection; cancelLimit: () => void; tickets: readonly Ticket[] };

export type SlotOptions = {
  spawn: () => EngineHost;
  assets: EngineAssets | NativeAssets;
  runLimitMs: number;
  bootLimitMs: number;
  turn: BootTurn;
  clock: Clock;
  /** The slot is ready for a job: after boot (`isBoot`), and after every run. */
  onReady: (slot: WorkerSlot, isBoot: boolean) => void;
  /** The slot is dead; `orphans` are the unsettled jobs that it had. */
  onStopped: (slot: WorkerSlot, stop: SlotStop) => void;
  /** Jobs of equal length that ran at once, and a vector for each. */
  onRun: (tickets: readonly Ticket[], value: RunValue) => void;
  /** The engine refused a batch: each of its jobs has to run by itself. */
  onSplit: (tickets: readonly Ticket[]) => void;
};

export type SlotStop = { reason: WorkerStopReason; orphans: readonly Ticket[]; error: ServiceError };

export class WorkerSlot {
  readonly #options: SlotOptions;
  #life: SlotLife = { kind: 'dead' };
  #restarts = -1;
  #runs = 0;
  #runsOfThisWorker = 0;
  #failures = 0;
  #maxBatch = 1;
  #lastReason: WorkerStopReason | undefined;
  #lastSuccessAt: number | undefined;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  get kind(): SlotLife['kind'] {
    return this.#life.kind;
  }

  get runsOfThisWorker(): number {
    return this.#runsOfThisWorker;
  }

  /** Stops in a row without a successful run between them; decides how long to wait before `start`. */
  get failures(): number {
    return this.#failures;
  }

  /** How many jobs of equal length it takes at once. */
  get maxBatch(): number {
    return this.#maxBatch;
  }

  get lastSuccessAt(): number | undefined {
    return this.#lastSuccessAt;
  }

  state(): WorkerState {
    const now = this.#options.clock.now();
    return {
      life: this.#life.kind,
      restarts: Math.max(this.#restarts, 0),
      runs: this.#runs,
      lastReason: this.#lastReason,
      sinceSuccessMs: this.#lastSuccessAt === undefined ? undefined : now - this.#lastSuccessAt,
    };
  }

  start(): void {
    if (this.#life.kind !== 'dead') return;
    const { spawn, assets, clock, bootLimitMs, turn } = this.#options;
    this.#restarts++;
    this.#runsOfThisWorker = 0;
    try {
      const connection = new EngineConnection(spawn(), (error) => this.#fall(connection, 'crash', error));
      const overrun = () => this.#fall(connection, 'boot_failure', timeoutOf('boot', bootLimitMs));
      this.#life = { kind: 'starting', connection, cancelLimit: clock.after(bootLimitMs, overrun) };
      connection.boot(assets, turn.take()).then(
        () => this.#booted(connection),
        (thrown) => this.#fall(connection, 'boot_failure', toServiceError(thrown)),
      );
    } catch (thrown) {
      this.#failures++;
      this.#report('boot_failure', [], toServiceError(thrown));
    }
  }

  /** Only a ready slot takes jobs: one, or up to `maxBatch` of equal length. */
  assign(tickets: readonly Ticket[]): void {
    if (this.#life.kind !== 'ready')
      throw new ServiceError('internal', `The worker is "${this.#life.kind}", a ready one is wanted`);
    const { connection } = this.#life;
    const { clock, runLimitMs } = this.#options;
    const overrun = () => this.#fall(connection, 'overrun', timeoutOf('run', runLimitMs));
    this.#life = { kind: 'busy', connection, tickets, cancelLimit: clock.after(runLimitMs, overrun) };
    for (const ticket of tickets) ticket.attempts++;
    connection.run(tickets.map(({ job }) => job.tokenIds)).then(
      (value) => this.#answered(connection, tickets, value),
      (thrown) => this.#faulted(connection, tickets, toServiceError(thrown)),
    );
  }

  stop(reason: WorkerStopReason, error: ServiceError): void {
    if (this.#life.kind !== 'dead') this.#fall(this.#life.connection, reason, error);
  }

  #booted(connection: EngineConnection): void {
    if (this.#life.kind !== 'starting' || this.#life.connection !== connection) return;
    this.#maxBatch = connection.maxBatch;
    this.#options.turn.pass();
    this.#becomeReady(connection, this.#life.cancelLimit, true);
  }

  #answered(connection: EngineConnection, tickets: readonly Ticket[], value: RunValue): void {
    if (this.#life.kind !== 'busy' || this.#life.connection !== connection) return;
    this.#failures = 0;
    this.#options.onRun(tickets, value);
    this.#becomeReady(connection, this.#life.cancelLimit, false);
  }

  /** A refused input is the job's fault; after any other one the engine is replaced, because its state is unknown. */
  #faulted(connection: EngineConnection, tickets: readonly Ticket[], error: ServiceError): void {
    if (this.#life.kind !== 'busy' || this.#life.connection !== connection) return;
    if (error.code === 'invalid_request') {
      const [only, ...others] = tickets;
      if (others.length === 0) only?.fail(error);
      else this.#options.onSplit(tickets);
      this.#becomeReady(connection, this.#life.cancelLimit, false);
    } else this.#fall(connection, 'crash', error);
  }

  #becomeReady(connection: EngineConnection, cancelLimit: () => void, isBoot: boolean): void {
    cancelLimit();
    this.#life = { kind: 'ready', connection };
    this.#lastSuccessAt = this.#options.clock.now();
    if (!isBoot) {
      this.#runs++;
      this.#runsOfThisWorker++;
    }
    this.#options.onReady(this, isBoot);
  }

  #fall(connection: EngineConnection, reason: WorkerStopReason, error: ServiceError): void {
    const life = this.#life;
    if (life.kind === 'dead' || life.connection !== connection) return;
    const orphans = life.kind === 'busy' ? life.tickets.filter(({ isSettled }) => !isSettled) : [];
    if (life.kind !== 'ready') life.cancelLimit();
    if (life.kind === 'starting') this.#options.turn.pass();
    // Dead before the line is closed: the rejections that closing causes find another life and do nothing.
    this.#life = { kind: 'dead' };
    connection.close(error);
    if (reason !== 'recycled' && reason !== 'shutdown') this.#failures++;
    this.#report(reason === 'crash' && life.kind === 'starting' ? 'boot_failure' : reason, orphans, error);
  }

  #report(reason: WorkerStopReason, orphans: readonly Ticket[], error: ServiceError): void {
    this.#lastReason = reason;
    this.#options.onStopped(this, { reason, orphans, error });
  }
}

function timeoutOf(what: 'boot' | 'run', limitMs: number): ServiceError {
  return new ServiceError('worker_error', `The worker's ${what} took longer than its limit of ${limitMs} ms`);
}
