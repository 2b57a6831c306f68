// The memory tier: least recently used entries leave first, bounded by bytes so that it cannot grow without end.

import { LRUCache } from 'lru-cache';
import { type Clock, SYSTEM_CLOCK } from '../kernel/clock.ts';
import type { Vector } from '../kernel/vector.ts';
import type { CacheEntry, ResultCache, SessionStore, VectorCache } from './ports.ts';

export type MemoryOptions = {
  /** Too low and entries leave before they are asked for again; too high and the process outgrows its container. */
  readonly maxBytes: number;
  readonly ttlSeconds: number;
  readonly clock?: Clock;
};

/** A key and the bookkeeping of an entry, roughly. */
const ENTRY_OVERHEAD_BYTES = 200;

export class MemoryVectorCache implements VectorCache {
  readonly #entries: LRUCache<string, Vector>;

  constructor(options: MemoryOptions) {
    this.#entries = createLru<Vector>(options, (vector) => vector.byteLength);
  }

  async getMany(keys: readonly string[]): Promise<readonly (Vector | undefined)[]> {
    return keys.map((key) => this.#entries.get(key));
  }

  async setMany(entries: readonly CacheEntry<Vector>[]): Promise<void> {
    for (const { key, value } of entries) this.#entries.set(key, value);
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }
}

/** Texts by key: serves as result cache and as session store. */
export class MemoryTextCache implements ResultCache, SessionStore {
  readonly #entries: LRUCache<string, string>;

  constructor(options: MemoryOptions) {
    // JavaScriptCore keeps Latin texts in one byte a character and all others in two; two is the safe side.
    this.#entries = createLru<string>(options, (text) => 2 * text.length);
  }

  async get(key: string): Promise<string | undefined> {
    return this.#entries.get(key);
  }

  /** A life of its own is for what came from another tier, where a part of its life has passed. */
  async set(key: string, value: string, { ttlSeconds }: { ttlSeconds?: number } = {}): Promise<void> {
    this.#entries.set(key, value, ttlSeconds === undefined ? {} : { ttl: ttlSeconds * 1000 });
  }

  async delete(key: string): Promise<boolean> {
    return this.#entries.delete(key);
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }
}

function createLru<T extends object | string>(
  { maxBytes, ttlSeconds, clock = SYSTEM_CLOCK }: MemoryOptions,
  sizeOf: (value: T) => number,
): LRUCache<string, T> {
  return new LRUCache<string, T>({
    maxSize: maxBytes,
    ttl: ttlSeconds * 1000,
    perf: clock,
    // Otherwise each burst of reads starts a timer.
    ttlResolution: 0,
    sizeCalculation: (value, key) => sizeOf(value) + key.length + ENTRY_OVERHEAD_BYTES,
  });
}
