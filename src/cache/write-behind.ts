// A bounded queue of writes that no request waits for. When it is full the oldest entries leave: a cache may forget.
// What could not be written is not tried again.

import type { RemoteEntry } from './remote-store.ts';

/** About 3,000 vectors of 384 f32 components: more would only hold memory while the store is too slow anyway. */
const LARGEST_QUEUE_BYTES = 8 * 2 ** 20;
/** Below what hosted stores accept in one request (1 MB), with base64 counted. */
const LARGEST_BATCH_BYTES = 512 * 1024;
const LARGEST_BATCH = 128;

export class WriteBehind {
  readonly #write: (entries: readonly RemoteEntry[]) => Promise<void>;
  readonly #waiting = new Map<string, RemoteEntry>();
  readonly #writing = new Set<string>();
  #bytes = 0;
  #dropped = 0;
  #drained: Promise<void> | undefined;

  /** `write` never rejects. */
  constructor(write: (entries: readonly RemoteEntry[]) => Promise<void>) {
    this.#write = write;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Entries that left unwritten because the queue was full, or that were too large for any batch. */
  get dropped(): number {
    return this.#dropped;
  }

  push(entry: RemoteEntry): void {
    this.drop(entry.key);
    if (entry.value.byteLength > LARGEST_BATCH_BYTES) {
      this.#dropped++;
      return;
    }
    this.#waiting.set(entry.key, entry);
    this.#bytes += entry.value.byteLength;
    for (const oldest of this.#waiting.keys()) {
      if (this.#bytes <= LARGEST_QUEUE_BYTES) break;
      this.drop(oldest);
      this.#dropped++;
    }
    this.#drained ??= this.#drain();
  }

  /** Takes a waiting entry out. */
  drop(key: string): void {
    const entry = this.#waiting.get(key);
    if (!entry) return;
    this.#waiting.delete(key);
    this.#bytes -= entry.value.byteLength;
  }

  isWriting(key: string): boolean {
    return this.#writing.has(key);
  }

  /** Settles when nothing waits any more. */
  async drained(): Promise<void> {
    await this.#drained;
  }

  async #drain(): Promise<void> {
    // What is pushed in the same turn goes into the same batch.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const batch = this.#takeBatch();
      for (const { key } of batch) this.#writing.add(key);
      await this.#write(batch);
      this.#writing.clear();
    }
    this.#drained = undefined;
  }

  #takeBatch(): RemoteEntry[] {
    const batch: RemoteEntry[] = [];
    let bytes = 0;
    for (const entry of this.#waiting.values()) {
      bytes += entry.value.byteLength;
      if (batch.length === LARGEST_BATCH || (batch.length > 0 && bytes > LARGEST_BATCH_BYTES)) break;
      batch.push(entry);
    }
    for (const { key } of batch) this.drop(key);
    return batch;
  }
}
