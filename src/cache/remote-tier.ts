// Stands between the caches and one remote store, so that no fault of it costs a request more than the budget: breakers,
// joined reads, writes behind. It says what happened to each key; what that means is decided in `tiered.ts`.

import { Breaker, type BreakerState } from '../kernel/breaker.ts';
import { type Clock, SYSTEM_CLOCK } from '../kernel/clock.ts';
import { abortable, Deadline } from '../kernel/deadline.ts';
import type { Events } from '../kernel/events.ts';
import { ReadBatcher } from './read-batcher.ts';
import type { RemoteEntry, RemoteName, RemoteStore } from './remote-store.ts';
import { toStoreFault } from './store-fault.ts';
import { WriteBehind } from './write-behind.ts';

export type RemoteSlot =
  | { readonly kind: 'hit'; readonly bytes: Uint8Array }
  | { readonly kind: 'miss' }
  | { readonly kind: 'error' }
  /** Not asked: the breaker is open. */
  | { readonly kind: 'skipped' };

export type RemoteTierOptions = {
  /** Most that a read or a delete may take. */
  readonly timeoutMs: number;
  readonly events: Events;
  readonly clock?: Clock;
};

export type RemoteState = {
  readonly tier: RemoteName;
  /** Of reads and deletes; `writeBreaker` stands alone since a full store still answers reads. */
  readonly breaker: BreakerState['kind'];
  readonly writeBreaker: BreakerState['kind'];
  /** Moving mean of the reads that were answered; undefined before the first. */
  readonly readMs: number | undefined;
  readonly waitingWrites: number;
  readonly written: number;
  readonly unwritten: number;
};

const MISS: RemoteSlot = { kind: 'miss' };
const ERROR: RemoteSlot = { kind: 'error' };
const SKIPPED: RemoteSlot = { kind: 'skipped' };

/** Fewer open at a hiccup; each one more lets one more request wait for its whole budget. */
const FAILURES = 3;
const REST_MS = 1000;
/** Nobody waits for a write. */
const WRITE_TIMEOUT_MS = 1000;
const CLOSE_TIMEOUT_MS = 1000;
const MOST_OWED = 1000;
const MEAN_WEIGHT = 0.1;

export class RemoteTier implements AsyncDisposable {
  readonly #store: RemoteStore;
  readonly #options: Required<RemoteTierOptions>;
  readonly #reads: Breaker;
  readonly #writes: Breaker;
  readonly #batcher = new ReadBatcher<RemoteSlot>((keys) => this.#read(keys));
  readonly #queue = new WriteBehind((entries) => this.#write(entries));
  /** Deletes that the store has not confirmed: such a key is a miss until it has. */
  readonly #owed = new Set<string>();
  #isPaying = false;
  #readMs: number | undefined;
  #written = 0;
  #unwritten = 0;

  constructor(store: RemoteStore, options: RemoteTierOptions) {
    const { events, clock = SYSTEM_CLOCK, timeoutMs } = options;
    this.#store = store;
    this.#options = { events, clock, timeoutMs };
    const create = (name: string) =>
      new Breaker({ failures: FAILURES, restMs: REST_MS, clock, onChange: (state) => events.breaker({ name, state }) });
    this.#reads = create(store.name);
    this.#writes = create(`${store.name}_write`);
  }

  get name(): RemoteName {
    return this.#store.name;
  }

  /** Never rejects and never takes longer than the budget. */
  async getMany(keys: readonly string[]): Promise<readonly RemoteSlot[]> {
    // Looked at before the read: what is paid during it was still there when it began.
    const owed = new Set(keys.filter((key) => this.#owed.has(key)));
    const slots = await this.#batcher.getMany(keys);
    return owed.size === 0 ? slots : slots.map((slot, i) => (owed.has(keys[i] ?? '') ? MISS : slot));
  }

  /** False spares the caller the work of encoding what would be dropped. */
  get canWrite(): boolean {
    return this.#writes.state.kind !== 'half_open' && this.#writes.remainingMs() === 0;
  }

  /** Returns at once; the entry is written behind, or dropped. */
  setSoon(entry: RemoteEntry): void {
    this.#owed.delete(entry.key);
    this.#queue.push(entry);
  }

  /** From here on the key is a miss, whatever the store does. Undefined when the store did not say what it had. */
  async delete(key: string): Promise<boolean | undefined> {
    this.#queue.drop(key);
    const wasOwed = this.#owed.has(key);
    this.#owed.add(key);
    for (const oldest of this.#owed) {
      if (this.#owed.size <= MOST_OWED) break;
      this.#owed.delete(oldest);
    }
    // A write on its way could arrive after the delete: it is paid after that write.
    if (this.#queue.isWriting(key)) return undefined;
    const existed = await this.#deleteNow(key);
    return wasOwed ? false : existed;
  }

  state(): RemoteState {
    return {
      tier: this.#store.name,
      breaker: this.#reads.state.kind,
      writeBreaker: this.#writes.state.kind,
      readMs: this.#readMs,
      waitingWrites: this.#queue.size,
      written: this.#written,
      unwritten: this.#unwritten + this.#queue.dropped,
    };
  }

  /** Waits a moment for what is still to be written, then closes the store. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#within(CLOSE_TIMEOUT_MS, this.#queue.drained());
    } catch (thrown) {
      this.#report('cache_close', thrown);
    }
    await this.#store.close();
  }

  async #read(keys: readonly string[]): Promise<readonly RemoteSlot[]> {
    if (!this.#reads.tryPass()) return keys.map(() => SKIPPED);
    const answer = this.#readNow(keys);
    // The probe goes on by itself: a store that is still sick delays nobody.
    return this.#reads.state.kind === 'half_open' ? keys.map(() => SKIPPED) : answer;
  }

  async #readNow(keys: readonly string[]): Promise<readonly RemoteSlot[]> {
    const { clock, events, timeoutMs } = this.#options;
    const startedAt = clock.now();
    try {
      const values = await this.#within(timeoutMs, this.#store.getMany(keys));
      const durationMs = clock.now() - startedAt;
      this.#readMs = this.#readMs === undefined ? durationMs : this.#readMs + MEAN_WEIGHT * (durationMs - this.#readMs);
      events.stage({ stage: `cache_${this.#store.name}`, durationMs });
      this.#reads.succeeded();
      void this.#payOwed();
      return values.map((bytes) => (bytes ? { kind: 'hit', bytes } : MISS));
    } catch (thrown) {
      this.#reads.failed();
      this.#report('cache_read', thrown);
      return keys.map(() => ERROR);
    }
  }

  async #write(entries: readonly RemoteEntry[]): Promise<void> {
    if (!this.#writes.tryPass()) {
      this.#unwritten += entries.length;
      return;
    }
    try {
      await this.#within(WRITE_TIMEOUT_MS, this.#store.setMany(entries));
      this.#writes.succeeded();
      this.#written += entries.length;
    } catch (thrown) {
      this.#writes.failed();
      this.#unwritten += entries.length;
      this.#report('cache_write', thrown);
    }
    // After the loop has cleared what it was writing.
    if (this.#owed.size > 0) setImmediate(() => void this.#payOwed());
  }

  async #deleteNow(key: string): Promise<boolean | undefined> {
    if (!this.#reads.tryPass()) return undefined;
    try {
      const existed = await this.#within(this.#options.timeoutMs, this.#store.delete(key));
      this.#reads.succeeded();
      this.#owed.delete(key);
      return existed;
    } catch (thrown) {
      this.#reads.failed();
      this.#report('cache_delete', thrown);
      return undefined;
    }
  }

  async #payOwed(): Promise<void> {
    if (this.#isPaying || this.#owed.size === 0) return;
    this.#isPaying = true;
    for (const key of this.#owed) {
      if (this.#queue.isWriting(key)) continue;
      if ((await this.#deleteNow(key)) === undefined) break;
    }
    this.#isPaying = false;
  }

  async #within<Answer>(timeoutMs: number, work: Promise<Answer>): Promise<Answer> {
    using deadline = new Deadline(timeoutMs, { clock: this.#options.clock });
    return await abortable(work, deadline.signal);
  }

  #report(where: string, thrown: unknown): void {
    this.#options.events.fault({ where, error: toStoreFault(this.#store.name, thrown) });
  }
}
