// The life of one worker and its replacements. It takes what it is given: order, admission and back-off are the pool's.

import type { Clock } from '../kernel/clock.ts';
import { ServiceError, toServiceError } from '../kernel/errors.ts';
import type { WorkerStopReason } from '../kernel/events.ts';
import { EngineConnection, type RunValue } from './connection.ts';
import type { EngineAssets, WorkerState } from './ports.ts';
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
  | { kind: 'busy'; connection: EngineConnection; cancelLimit: () => void; ticket: Ticket };

export type SlotOptions = {
  spawn: () => Worker;
  assets: EngineAssets;
  runLimitMs: number;
  bootLimitMs: number;
  clock: Clock;
  /** The slot is ready for a job: after boot (`isBoot`), and after every run. */
  onReady: (slot: WorkerSlot, isBoot: boolean) => void;
  /** The slot is dead; `orphan` is the unsettled job that it had. */
  onStopped: (slot: WorkerSlot, stop: SlotStop) => void;
  onRun: (ticket: Ticket, value: RunValue) => void;
};

export type SlotStop = { reason: WorkerStopReason; orphan: Ticket | undefined; error: ServiceError };

export class WorkerSlot {
  readonly #options: SlotOptions;
  #life: SlotLife = { kind: 'dead' };
  #restarts = -1;
  #runs = 0;
  #runsOfThisWorker = 0;
  #failures = 0;
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
    const { spawn, assets, clock, bootLimitMs } = this.#options;
    this.#restarts++;
    this.#runsOfThisWorker = 0;
    try {
      const connection = new EngineConnection(spawn(), (error) => this.#fall(connection, 'crash', error));
      const overrun = () => this.#fall(connection, 'boot_failure', timeoutOf('boot', bootLimitMs));
      this.#life = { kind: 'starting', connection, cancelLimit: clock.after(bootLimitMs, overrun) };
      connection.boot(assets).then(
        () => this.#booted(connection),
        (thrown) => this.#fall(connection, 'boot_failure', toServiceError(thrown)),
      );
    } catch (thrown) {
      this.#failures++;
      this.#report('boot_failure', undefined, toServiceError(thrown));
    }
  }

  /** Only a ready slot takes a job. */
  assign(ticket: Ticket): void {
    if (this.#life.kind !== 'ready')
      throw new ServiceError('internal', `The worker is "${this.#life.kind}", a ready one is wanted`);
    const { connection } = this.#life;
    const { clock, runLimitMs } = this.#options;
    const overrun = () => this.#fall(connection, 'overrun', timeoutOf('run', runLimitMs));
    this.#life = { kind: 'busy', connection, ticket, cancelLimit: clock.after(runLimitMs, overrun) };
    ticket.attempts++;
    connection.run(ticket.job.tokenIds).then(
      (value) => this.#answered(connection, ticket, value),
      (thrown) => this.#faulted(connection, ticket, toServiceError(thrown)),
    );
  }

  stop(reason: WorkerStopReason, error: ServiceError): void {
    if (this.#life.kind !== 'dead') this.#fall(this.#life.connection, reason, error);
  }

  #booted(connection: EngineConnection): void {
    if (this.#life.kind !== 'starting' || this.#life.connection !== connection) return;
    this.#becomeReady(connection, this.#life.cancelLimit, true);
  }

  #answered(connection: EngineConnection, ticket: Ticket, value: RunValue): void {
    if (this.#life.kind !== 'busy' || this.#life.connection !== connection) return;
    this.#failures = 0;
    this.#options.onRun(ticket, value);
    this.#becomeReady(connection, this.#life.cancelLimit, false);
  }

  /** A refused input is the job's fault; after any other one the engine is replaced, because its state is unknown. */
  #faulted(connection: EngineConnection, ticket: Ticket, error: ServiceError): void {
    if (this.#life.kind !== 'busy' || this.#life.connection !== connection) return;
    if (error.code === 'invalid_request') {
      ticket.fail(error);
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
    const orphan = life.kind === 'busy' && !life.ticket.isSettled ? life.ticket : undefined;
    if (life.kind !== 'ready') life.cancelLimit();
    // Dead before the line is closed: the rejections that closing causes find another life and do nothing.
    this.#life = { kind: 'dead' };
    connection.close(error);
    if (reason !== 'recycled' && reason !== 'shutdown') this.#failures++;
    this.#report(reason === 'crash' && life.kind === 'starting' ? 'boot_failure' : reason, orphan, error);
  }

  #report(reason: WorkerStopReason, orphan: Ticket | undefined, error: ServiceError): void {
    this.#lastReason = reason;
    this.#options.onStopped(this, { reason, orphan, error });
  }
}

function timeoutOf(what: 'boot' | 'run', limitMs: number): ServiceError {
  return new ServiceError('worker_error', `The worker's ${what} took longer than its limit of ${limitMs} ms`);
}
