// Counts what the lookups of one cache met on one tier, and reports each as an event, so that state and metrics agree.

import type { CacheResult, CacheTier, Events } from '../kernel/events.ts';

export type CacheName = 'vector' | 'result' | 'session';
export type Counts = Readonly<Record<CacheResult, number>>;

export class Tally {
  readonly cache: CacheName;
  readonly tier: CacheTier;
  readonly #counts: Record<CacheResult, number> = { hit: 0, miss: 0, error: 0, torn: 0, skipped: 0 };
  readonly #report: (result: CacheResult, count: number) => void;

  constructor({ cache, tier, events }: { cache: CacheName; tier: CacheTier; events: Events }) {
    this.cache = cache;
    this.tier = tier;
    this.#report = (result, count) => events.cache({ cache, tier, result, count });
  }

  count(result: CacheResult, count = 1): void {
    if (count === 0) return;
    this.#counts[result] += count;
    this.#report(result, count);
  }

  get counts(): Counts {
    return { ...this.#counts };
  }
}
