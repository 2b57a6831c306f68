// Puts the caches together from settings. A remote store that is not there delays the start by a moment and nothing else;
// only settings that cannot mean anything are refused.

import { type Clock, SYSTEM_CLOCK } from '../kernel/clock.ts';
import { abortable, Deadline } from '../kernel/deadline.ts';
import { type CacheTier, type Events, SILENT } from '../kernel/events.ts';
import { Envelope } from './envelope.ts';
import { MemoryTextCache, MemoryVectorCache } from './memory.ts';
import type { ResultCache, SessionStore, VectorCache } from './ports.ts';
import type { RemoteStore } from './remote-store.ts';
import { type RemoteState, RemoteTier } from './remote-tier.ts';
import type { CacheName, Counts, Tally } from './tally.ts';
import { TieredTextCache, TieredVectorCache } from './tiered.ts';
import type { VectorFormat } from './vector-codec.ts';

export type CacheSettings = {
  /** For each of vectors and results; sessions get a quarter. */
  readonly memoryBytes: number;
  readonly ttlSeconds: number;
  readonly sessionTtlSeconds: number;
  /** Most that the remote store may delay a request. */
  readonly timeoutMs: number;
  /** One server or the nodes of a cluster; goes before Upstash. Empty: no Redis. */
  readonly redisUrls: readonly string[];
  readonly upstash: { readonly url: string; readonly token: string } | undefined;
  readonly isCachingResults: boolean;
  /** Undefined seals with what only the request knows; see `envelope.ts`. */
  readonly encryptionKey: string | undefined;
  readonly vectorFormat: VectorFormat;
  /** Of the model. */
  readonly dimension: number | undefined;
};

export type OpenCachesOptions = {
  readonly events?: Events;
  readonly clock?: Clock;
  /** For tests: stands in for Redis and Upstash. */
  readonly store?: RemoteStore | undefined;
};

export type TierState = {
  readonly cache: CacheName;
  readonly tier: CacheTier;
  readonly counts: Counts;
  /** Of memory only: a remote store is not ours alone. */
  readonly size: { readonly entries: number; readonly bytes: number } | undefined;
};

export type CachesState = { readonly tiers: readonly TierState[]; readonly remote: RemoteState | undefined };

export type Caches = AsyncDisposable & {
  readonly vectors: VectorCache;
  readonly results: ResultCache | undefined;
  readonly sessions: SessionStore;
  state(): CachesState;
};

/** A restarted service should find its sessions at once; without Redis it should still start. */
const CONNECT_TIMEOUT_MS = 1000;
const SESSION_SHARE = 0.25;

type Shared = { remote: RemoteTier | undefined; envelope: Envelope; events: Events; clock: Clock };

export async function openCaches(settings: CacheSettings, options: OpenCachesOptions = {}): Promise<Caches> {
  const { events = SILENT, clock = SYSTEM_CLOCK } = options;
  const envelope = new Envelope(settings.encryptionKey);
  const store = options.store ?? (await openStore(settings, { events, clock }));
  const remote = store && new RemoteTier(store, { timeoutMs: settings.timeoutMs, events, clock });
  const shared = { remote, envelope, events, clock };
  const { memoryBytes, ttlSeconds, sessionTtlSeconds } = settings;
  const vectors = openVectors(settings, shared);
  const results = settings.isCachingResults
    ? openTexts('result', { ...shared, maxBytes: memoryBytes, ttlSeconds })
    : undefined;
  const sessionBytes = Math.ceil(memoryBytes * SESSION_SHARE);
  const sessions = openTexts('session', { ...shared, maxBytes: sessionBytes, ttlSeconds: sessionTtlSeconds });
  if (store) await waitForStore(store, clock);
  return {
    vectors: vectors.cache,
    results: results?.cache,
    sessions: sessions.cache,
    state: () => ({
      tiers: [vectors, results, sessions].flatMap((opened) => (opened ? tierStates(opened) : [])),
      remote: remote?.state(),
    }),
    [Symbol.asyncDispose]: async () => remote?.[Symbol.asyncDispose](),
  };
}

function openVectors(settings: CacheSettings, shared: Shared) {
  const { memoryBytes, ttlSeconds, vectorFormat, dimension, encryptionKey } = settings;
  const memory = new MemoryVectorCache({ maxBytes: memoryBytes, ttlSeconds, clock: shared.clock });
  const isSealed = encryptionKey !== undefined;
  const cache = new TieredVectorCache({ ...shared, memory, ttlSeconds, dimension, format: vectorFormat, isSealed });
  return { memory, cache };
}

function openTexts(cache: 'result' | 'session', options: Shared & { maxBytes: number; ttlSeconds: number }) {
  const memory = new MemoryTextCache(options);
  return { memory, cache: new TieredTextCache({ ...options, cache, memory }) };
}

/** A client is loaded where it is configured: the two of them would make every start 30 ms longer. */
async function openStore(
  settings: CacheSettings,
  { events, clock }: { events: Events; clock: Clock },
): Promise<RemoteStore | undefined> {
  if (settings.redisUrls.length > 0) {
    const onFault = (error: Error) => events.fault({ where: 'cache_connection', error });
    const { RedisStore } = await import('./redis.ts');
    return new RedisStore({ urls: settings.redisUrls, clock, onFault });
  }
  if (!settings.upstash) return undefined;
  const { UpstashStore } = await import('./upstash.ts');
  return new UpstashStore({ ...settings.upstash, clock });
}

async function waitForStore(store: RemoteStore, clock: Clock): Promise<void> {
  using deadline = new Deadline(CONNECT_TIMEOUT_MS, { clock });
  // A late connection is used as soon as it is there; what is wrong with it the store reports itself.
  await abortable(store.ready(), deadline.signal).catch(() => undefined);
}

type Opened = {
  readonly memory: { readonly size: number; readonly bytes: number };
  readonly cache: { readonly memoryTally: Tally; readonly remoteTally: Tally | undefined };
};

function tierStates({ memory, cache: { memoryTally, remoteTally } }: Opened): TierState[] {
  const states = [stateOf(memoryTally, { entries: memory.size, bytes: memory.bytes })];
  if (remoteTally) states.push(stateOf(remoteTally, undefined));
  return states;
}

function stateOf({ cache, tier, counts }: Tally, size: TierState['size']): TierState {
  return { cache, tier, counts, size };
}
