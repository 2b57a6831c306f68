// One snapshot a second, made once for all listeners and only while somebody listens. A listener that reads slowly
// misses seconds; nothing is kept for it.

import type { Clock } from '../kernel/clock.ts';
import { ServiceError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import { type SnapshotOptions, takeSnapshot } from './dashboard-snapshot.ts';

const EVERY_MS = 1000;
/** A dashboard on every desk is a handful; more is a fault or an attack. */
const MAX_LISTENERS = 64;

export type FeedOptions = SnapshotOptions & { readonly clock: Clock; readonly events: Events };

type Waiter = (message: Uint8Array | undefined) => void;
type Listener = { waiting: Waiter | undefined };

export class DashboardFeed {
  readonly #options: FeedOptions;
  readonly #listeners = new Set<Listener>();
  #latest: { readonly at: number; readonly message: Uint8Array; readonly isLast: boolean } | undefined;
  #cancelTick: (() => void) | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** Server-sent events, the first at once. The stream ends after `count` events, when the service drains, and when its
   * reader leaves. Throws `overloaded` when too many listen. */
  open({ count }: { count?: number | undefined } = {}): ReadableStream<Uint8Array> {
    if (this.#listeners.size >= MAX_LISTENERS)
      throw new ServiceError('overloaded', `The dashboard has ${MAX_LISTENERS} listeners, its limit`, {
        retryAfterMs: EVERY_MS,
      });
    const listener: Listener = { waiting: undefined };
    let sent = 0;
    this.#add(listener);
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const message = sent === 0 ? this.#recent() : await this.#next(listener);
          sent += 1;
          // Nothing may be put on a stream that was cancelled meanwhile.
          if (!this.#listeners.has(listener)) return;
          if (message) controller.enqueue(message);
          if (message && sent !== count) return;
          this.#remove(listener);
          controller.close();
        },
        cancel: () => this.#remove(listener),
      },
      { highWaterMark: 1 },
    );
  }

  #add(listener: Listener): void {
    this.#listeners.add(listener);
    this.#cancelTick ??= this.#options.clock.after(EVERY_MS, () => this.#tick());
  }

  #remove(listener: Listener): void {
    this.#listeners.delete(listener);
    listener.waiting?.(undefined);
    if (this.#listeners.size > 0) return;
    this.#cancelTick?.();
    this.#cancelTick = undefined;
  }

  /** Undefined: there will be no more. */
  async #next(listener: Listener): Promise<Uint8Array | undefined> {
    if (this.#latest?.isLast) return undefined;
    const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>();
    listener.waiting = resolve;
    return promise;
  }

  #tick(): void {
    this.#cancelTick = this.#options.clock.after(EVERY_MS, () => this.#tick());
    const message = this.#write();
    for (const listener of [...this.#listeners]) {
      const { waiting } = listener;
      listener.waiting = undefined;
      waiting?.(message);
    }
  }

  /** However often clients come back, there is one snapshot a second. */
  #recent(): Uint8Array {
    const { clock } = this.#options;
    const isFresh = this.#latest && !this.#latest.isLast && clock.now() - this.#latest.at < EVERY_MS;
    return isFresh && this.#latest ? this.#latest.message : this.#write();
  }

  /** A snapshot that cannot be taken is reported, and a comment in its place keeps the stream alive. */
  #write(): Uint8Array {
    const { clock, events } = this.#options;
    const encoder = new TextEncoder();
    try {
      const snapshot = takeSnapshot(this.#options);
      const message = encoder.encode(`event: snapshot\ndata: ${JSON.stringify(snapshot)}\n\n`);
      this.#latest = { at: clock.now(), message, isLast: snapshot.is_draining };
      return message;
    } catch (error) {
      events.fault({ where: 'dashboard', error });
      return encoder.encode(': no snapshot\n\n');
    }
  }
}
