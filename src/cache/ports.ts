// The three stores behind which every cache stands. No adapter throws to its caller: a fault is a miss and an event.

import type { Vector } from '../kernel/vector.ts';

export type CacheEntry<T> = { readonly key: string; readonly value: T };

/** Vectors by key (`key.ts`). A value of another dimension, or a torn one, is a miss. */
export interface VectorCache {
  /** One slot per key in the order of the keys; undefined is a miss. */
  getMany(keys: readonly string[]): Promise<readonly (Vector | undefined)[]>;
  setMany(entries: readonly CacheEntry<Vector>[]): Promise<void>;
}

/** Whole answers, as the JSON text that was sent. Nothing degraded is ever stored. */
export interface ResultCache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

/** Prefetches that `/counselor/init` made, by unguessable id, until they expire. */
export interface SessionStore {
  get(id: string): Promise<string | undefined>;
  set(id: string, value: string): Promise<void>;
  /** True when there was something to delete. */
  delete(id: string): Promise<boolean>;
}
