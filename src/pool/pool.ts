// The pool: jobs in, vectors out, over workers that may die. It joins admission, queue, slots and supervisor, and knows
// neither texts nor models.

import { ServiceError } from '../kernel/errors.ts';
import { dropHopeless, findRefusal, noWorker, Pace, shuttingDown } from './admission.ts';
import { takeBatch } from './batch.ts';
import { BootTurn } from './boot-turn.ts';
import type { RunValue } from './connection.ts';
import { POOL_DEFAULTS } from './defaults.ts';
import type { Job, JobResult, Pool, PoolOptions, PoolState } from './ports.ts';
import { JobQueue } from './queue.ts';
import { type SlotStop, WorkerSlot } from './slot.ts';
import { Supervisor } from './supervisor.ts';
import { Ticket } from './ticket.ts';

/** A job that outlived this many workers is taken for the cause. */
const MAX_ATTEMPTS = 2;

/** Starts all workers at once and returns before they are ready; see `Pool.ready`. */
export function openPool(options: PoolOptions): Pool {
  return new WorkerPool({ ...POOL_DEFAULTS, ...options });
}

class WorkerPool implements Pool {
  readonly #options: Required<PoolOptions>;
  readonly #queue = new JobQueue();
  readonly #pace = new Pace();
  readonly #slots: readonly WorkerSlot[];
  readonly #supervisor: Supervisor;
  readonly #firstBoot = Promise.withResolvers<void>();
  readonly #idle = Promise.withResolvers<void>();
  #closing: Promise<void> | undefined;

  constructor(options: Required<PoolOptions>) {
    this.#options = options;
    const { spawn, assets, size, runLimitMs, bootLimitMs, clock, events, isBootLed } = options;
    const turn = new BootTurn({ isLed: isBootLed, clock });
    const onReady = (slot: WorkerSlot, isBoot: boolean) => this.#becameReady(slot, isBoot);
    const onStopped = (slot: WorkerSlot, stop: SlotStop) => this.#becameDead(slot, stop);
    const onRun = (tickets: readonly Ticket[], value: RunValue) => this.#ran(tickets, value);
    const onSplit = (tickets: readonly Ticket[]) => this.#split(tickets);
    const slotOptions = { spawn, assets, runLimitMs, bootLimitMs, turn, clock, onReady, onStopped, onRun, onSplit };
    this.#slots = Array.from({ length: size }, () => new WorkerSlot(slotOptions));
    const onBreaker = (state: PoolState['breaker']) => events.breaker({ name: 'pool', state });
    this.#supervisor = new Supervisor(this.#slots, { ...options, onBreaker });
    this.#firstBoot.promise.catch(() => undefined);
    this.#supervisor.startAll();
  }

  get capacity(): number {
    return this.#slots.reduce((sum, { maxBatch }) => sum + maxBatch, 0);
  }

  ready(): Promise<void> {
    return this.#firstBoot.promise;
  }

  async run(job: Job): Promise<JobResult> {
    const refusal = this.#refuse(job);
    if (refusal) {
      if (refusal.code === 'overloaded') this.#options.events.jobRefused({ lane: job.lane });
      throw refusal;
    }
    const ticket = new Ticket(job, this.#options.clock, (left) => this.#queue.remove(left));
    this.#queue.add(ticket);
    this.#dispatch();
    const result = await ticket.promise;
    this.#options.events.inference({ ...result.timings, tokens: job.tokenIds.length });
    return result;
  }

  async probe(olderThanMs: number): Promise<void> {
    const { clock } = this.#options;
    const isStale = ({ lastSuccessAt }: WorkerSlot) => clock.now() - (lastSuccessAt ?? 0) >= olderThanMs;
    const probes = this.#slots
      .filter((slot) => slot.kind === 'ready' && isStale(slot))
      .map((slot) => {
        const job: Job = { tokenIds: Int32Array.of(0), cost: 0, lane: 'bulk' };
        const ticket = new Ticket(job, clock, () => undefined);
        // Its failure shows in the worker's state; it is not worth a retry elsewhere.
        ticket.attempts = MAX_ATTEMPTS;
        slot.assign([ticket]);
        return ticket.promise;
      });
    await Promise.allSettled(probes);
  }

  state(): PoolState {
    return {
      workers: this.#slots.map((slot) => slot.state()),
      queued: { query: this.#queue.count('query'), bulk: this.#queue.count('bulk') },
      breaker: this.#supervisor.breaker,
      isClosing: this.#closing !== undefined,
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #refuse(job: Job): ServiceError | undefined {
    if (this.#closing) return shuttingDown();
    if (this.#supervisor.breaker !== 'closed' && !this.#mayServe()) return noWorker(this.#supervisor.retryAfterMs);
    const { maxQueue, clock } = this.#options;
    const limits = { maxQueue, workers: this.#countLive(), now: clock.now(), pace: this.#pace };
    return findRefusal(job, this.#queue, limits);
  }

  #dispatch(): void {
    dropHopeless(this.#queue, { startAt: this.#options.clock.now(), pace: this.#pace });
    for (const slot of this.#slots) {
      if (slot.kind !== 'ready') continue;
      const now = this.#options.clock.now();
      const idle = this.#slots.filter(({ kind }) => kind === 'ready').length;
      const tickets = takeBatch(this.#queue, { now, maxBatch: slot.maxBatch, idle });
      if (tickets.length === 0) return;
      for (const ticket of tickets) ticket.startedAt = now;
      slot.assign(tickets);
    }
  }

  #ran(tickets: readonly Ticket[], { vectors, inferenceMs }: RunValue): void {
    this.#pace.observe(
      inferenceMs,
      tickets.reduce((sum, { job }) => sum + job.cost, 0),
    );
    for (const [at, ticket] of tickets.entries()) {
      const vector = vectors[at];
      const queueMs = ticket.startedAt - ticket.enqueuedAt;
      if (vector) ticket.succeed({ vector, timings: { queueMs, inferenceMs } });
    }
  }

  /** Not the worker's fault and not yet anybody's: what ran together runs again, one by one. */
  #split(tickets: readonly Ticket[]): void {
    for (const ticket of tickets) {
      if (ticket.isSettled) continue;
      ticket.isAlone = true;
      ticket.attempts--;
      this.#queue.add(ticket);
    }
  }

  #becameReady(slot: WorkerSlot, isBoot: boolean): void {
    const { recycleAfterRuns } = this.#options;
    if (isBoot) this.#supervisor.booted();
    if (this.#slots.every(({ kind }) => kind === 'ready' || kind === 'busy')) this.#firstBoot.resolve();
    if (this.#closing) this.#checkIdle();
    else if (recycleAfterRuns > 0 && slot.runsOfThisWorker >= recycleAfterRuns)
      slot.stop('recycled', new ServiceError('worker_error', 'The worker was recycled'));
    else this.#dispatch();
  }

  #becameDead(slot: WorkerSlot, { reason, orphans, error }: SlotStop): void {
    const { events } = this.#options;
    events.workerStopped({ reason });
    if (reason !== 'recycled' && reason !== 'shutdown') events.fault({ where: 'pool', error });
    for (const orphan of orphans) {
      orphan.isAlone ||= orphans.length > 1;
      this.#rehome(orphan, reason, error);
    }
    if (this.#closing) {
      this.#checkIdle();
      return;
    }
    this.#supervisor.stopped(slot, reason);
    if (this.#supervisor.breaker === 'open') this.#degrade();
  }

  /** A crash may have been the worker's own; a run that overran would hang the next worker too. */
  #rehome(ticket: Ticket, reason: SlotStop['reason'], error: ServiceError): void {
    if (reason !== 'crash' || ticket.attempts >= MAX_ATTEMPTS || this.#closing) {
      ticket.fail(error);
      return;
    }
    this.#options.events.jobRetried();
    this.#queue.add(ticket);
    this.#dispatch();
  }

  /** Some workers cannot boot: with the others the pool goes on, without any nobody waits in vain. */
  #degrade(): void {
    if (this.#countLive() > 0) {
      this.#firstBoot.resolve();
      return;
    }
    if (this.#mayServe()) return;
    const error = noWorker(this.#supervisor.retryAfterMs);
    this.#firstBoot.reject(error);
    for (const ticket of this.#queue.takeAll()) ticket.fail(error);
  }

  /** A worker serves, or still boots by its first start; one that the breaker tries promises nothing. */
  #mayServe(): boolean {
    const isHopeful = this.#supervisor.breaker !== 'half_open' && this.#slots.some(({ kind }) => kind === 'starting');
    return isHopeful || this.#countLive() > 0;
  }

  #countLive(): number {
    return this.#slots.filter(({ kind }) => kind === 'ready' || kind === 'busy').length;
  }

  async #close(): Promise<void> {
    const { clock, drainMs } = this.#options;
    this.#supervisor.dispose();
    for (const ticket of this.#queue.takeAll()) ticket.fail(shuttingDown());
    const cancelLimit = clock.after(drainMs, () => this.#idle.resolve());
    // A worker that boots is ended at once; only runs are waited for. Checked after this turn: `#closing` is set then.
    queueMicrotask(() => this.#checkIdle());
    await this.#idle.promise;
    cancelLimit();
    for (const slot of this.#slots) slot.stop('shutdown', shuttingDown());
    this.#firstBoot.reject(shuttingDown());
  }

  #checkIdle(): void {
    if (!this.#slots.some(({ kind }) => kind === 'busy')) this.#idle.resolve();
  }
}
