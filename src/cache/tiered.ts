// The caches that the service uses: memory first, then the remote tier where there is one. Here it is decided that every
// fault of a cache is a miss: nothing of this file rejects, and what could not be read is made anew by the caller.

import type { CacheResult, Events } from '../kernel/events.ts';
import type { Vector } from '../kernel/vector.ts';
import type { Envelope } from './envelope.ts';
import type { MemoryTextCache, MemoryVectorCache } from './memory.ts';
import type { CacheEntry, ResultCache, SessionStore, VectorCache } from './ports.ts';
import type { RemoteSlot, RemoteTier } from './remote-tier.ts';
import { type CacheName, Tally } from './tally.ts';
import { decodeVector, encodeVector, type VectorFormat } from './vector-codec.ts';

export type TieredOptions<Memory> = {
  readonly memory: Memory;
  readonly remote: RemoteTier | undefined;
  readonly envelope: Envelope;
  readonly ttlSeconds: number;
  readonly events: Events;
};

export type TieredVectorOptions = TieredOptions<MemoryVectorCache> & {
  /** What the model gives; a stored vector of any other is torn. Undefined takes what is there. */
  readonly dimension: number | undefined;
  readonly format: VectorFormat;
  /** Vectors of common questions say little without their text, but can be inverted roughly: sealed when there is a secret. */
  readonly isSealed: boolean;
};

export type TieredTextOptions = TieredOptions<MemoryTextCache> & {
  readonly cache: Extract<CacheName, 'result' | 'session'>;
  /** Seconds since 1970: the end of a life is stored, and has to hold after a restart. */
  readonly nowSeconds?: () => number;
};

export class TieredVectorCache implements VectorCache {
  readonly #options: TieredVectorOptions;
  readonly memoryTally: Tally;
  readonly remoteTally: Tally | undefined;

  constructor(options: TieredVectorOptions) {
    this.#options = options;
    ({ memoryTally: this.memoryTally, remoteTally: this.remoteTally } = createTallies('vector', options));
  }

  async getMany(keys: readonly string[]): Promise<readonly (Vector | undefined)[]> {
    const { memory, remote, envelope } = this.#options;
    const found = [...(await memory.getMany(keys))];
    const missing = keys.flatMap((key, at) => (found[at] ? [] : [{ key, at }]));
    this.memoryTally.count('hit', keys.length - missing.length);
    this.memoryTally.count('miss', missing.length);
    if (!remote || missing.length === 0) return found;
    const slots = await remote.getMany(missing.map(({ key }) => envelope.nameOf('v', key)));
    const met: CacheResult[] = [];
    for (const [i, { key, at }] of missing.entries()) {
      const slot = slots[i];
      const vector = slot?.kind === 'hit' ? this.#decode(key, slot.bytes) : undefined;
      if (vector) {
        found[at] = vector;
        await memory.setMany([{ key, value: vector }]);
      }
      met.push(resultOf(slot, vector));
    }
    countAll(this.remoteTally, met);
    return found;
  }

  async setMany(entries: readonly CacheEntry<Vector>[]): Promise<void> {
    const { memory, remote, envelope, ttlSeconds } = this.#options;
    await memory.setMany(entries);
    if (!remote?.canWrite) return;
    for (const { key, value } of entries) {
      const bytes = this.#encode(key, value);
      if (bytes) remote.setSoon({ key: envelope.nameOf('v', key), value: bytes, ttlSeconds: withJitter(ttlSeconds) });
    }
  }

  #encode(key: string, vector: Vector): Uint8Array | undefined {
    const { envelope, format, isSealed } = this.#options;
    const content = encodeVector(vector, { key, format });
    return content && isSealed ? envelope.seal(key, { content, expiresAtSeconds: 0 }) : content;
  }

  #decode(key: string, bytes: Uint8Array): Vector | undefined {
    const { envelope, dimension, isSealed } = this.#options;
    const content = isSealed ? envelope.open(key, bytes)?.content : bytes;
    return content && decodeVector(content, { key, dimension });
  }
}

/** Whole answers, or sessions: always sealed when they leave the process. */
export class TieredTextCache implements ResultCache, SessionStore {
  readonly #options: Required<TieredTextOptions>;
  readonly #kind: 'r' | 's';
  /** Raised by each delete, so that a read that was under way cannot bring the deleted back into memory. */
  #deletes = 0;
  readonly memoryTally: Tally;
  readonly remoteTally: Tally | undefined;

  constructor(options: TieredTextOptions) {
    this.#options = { nowSeconds: () => Date.now() / 1000, ...options };
    this.#kind = options.cache === 'result' ? 'r' : 's';
    ({ memoryTally: this.memoryTally, remoteTally: this.remoteTally } = createTallies(options.cache, options));
  }

  async get(key: string): Promise<string | undefined> {
    const { memory, remote, envelope } = this.#options;
    const known = await memory.get(key);
    this.memoryTally.count(known === undefined ? 'miss' : 'hit');
    if (known !== undefined || !remote) return known;
    const deletes = this.#deletes;
    const [slot] = await remote.getMany([envelope.nameOf(this.#kind, key)]);
    const opened = slot?.kind === 'hit' ? this.#open(key, slot.bytes) : undefined;
    this.remoteTally?.count(resultOf(slot, opened));
    if (!opened || deletes !== this.#deletes) return memory.get(key);
    // One that was set meanwhile is newer.
    const newer = await memory.get(key);
    if (newer === undefined) await memory.set(key, opened.text, { ttlSeconds: opened.ttlSeconds });
    return newer ?? opened.text;
  }

  async set(key: string, value: string): Promise<void> {
    const { memory, remote, envelope, ttlSeconds, nowSeconds } = this.#options;
    await memory.set(key, value);
    if (!remote?.canWrite) return;
    const life = this.#kind === 's' ? ttlSeconds : withJitter(ttlSeconds);
    const content = new TextEncoder().encode(value);
    const sealed = envelope.seal(key, { content, expiresAtSeconds: Math.ceil(nowSeconds() + life) });
    remote.setSoon({ key: envelope.nameOf(this.#kind, key), value: sealed, ttlSeconds: life });
  }

  async delete(key: string): Promise<boolean> {
    const { memory, remote, envelope } = this.#options;
    this.#deletes++;
    const wasInMemory = await memory.delete(key);
    const wasRemote = await remote?.delete(envelope.nameOf(this.#kind, key));
    return wasInMemory || wasRemote === true;
  }

  #open(key: string, bytes: Uint8Array): { text: string; ttlSeconds: number } | undefined {
    const opened = this.#options.envelope.open(key, bytes);
    const ttlSeconds = opened ? opened.expiresAtSeconds - this.#options.nowSeconds() : 0;
    return opened && ttlSeconds > 0 ? { text: new TextDecoder().decode(opened.content), ttlSeconds } : undefined;
  }
}

type Tallies = { memoryTally: Tally; remoteTally: Tally | undefined };

function createTallies(cache: CacheName, { remote, events }: TieredOptions<unknown>): Tallies {
  return {
    memoryTally: new Tally({ cache, tier: 'memory', events }),
    remoteTally: remote && new Tally({ cache, tier: remote.name, events }),
  };
}

/** What there was but could not be used is torn. */
function resultOf(slot: RemoteSlot | undefined, value: unknown): CacheResult {
  if (slot?.kind === 'hit') return value === undefined ? 'torn' : 'hit';
  return slot?.kind ?? 'error';
}

function countAll(tally: Tally | undefined, results: readonly CacheResult[]): void {
  for (const result of new Set(results)) tally?.count(result, results.filter((other) => other === result).length);
}

/** Up to a tenth shorter, so that what was stored together does not end together. */
function withJitter(ttlSeconds: number): number {
  return Math.max(1, Math.round(ttlSeconds * (1 - Math.random() / 10)));
}
