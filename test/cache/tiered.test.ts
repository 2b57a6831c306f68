import { describe, expect, test } from 'bun:test';
import { type CacheSettings, openCaches } from '../../src/cache/open-caches.ts';
import type { ResultCache, SessionStore } from '../../src/cache/ports.ts';
import { createCountingEvents } from '../fixtures/counting-events.ts';
import { MapStore } from '../fixtures/map-store.ts';
import { until } from '../fixtures/settled.ts';
import { describeTextStore, describeVectorCache, sampleVector } from './contract.ts';

const SETTINGS: CacheSettings = {
  memoryBytes: 10_000_000,
  ttlSeconds: 1000,
  sessionTtlSeconds: 100,
  timeoutMs: 30,
  redisUrls: [],
  upstash: undefined,
  isCachingResults: true,
  encryptionKey: undefined,
  vectorFormat: 'f32',
  dimension: undefined,
};

/** Two instances of the service over one store: the second has an empty memory. */
async function openTwo(changes: Partial<CacheSettings> = {}) {
  const store = new MapStore();
  const events = createCountingEvents();
  const first = await openCaches({ ...SETTINGS, ...changes }, { store });
  const second = await openCaches({ ...SETTINGS, ...changes }, { store, events });
  return { store, events, first, second };
}

async function resultsOf(caches: { results: ResultCache | undefined }): Promise<ResultCache & SessionStore> {
  // The two ports stand before one class; the contract is that of both.
  return caches.results as ResultCache & SessionStore;
}

describe('tiered caches', () => {
  describeVectorCache('TieredVectorCache without remote', async () => (await openCaches(SETTINGS)).vectors);
  describeVectorCache('TieredVectorCache', async () => (await openTwo()).first.vectors);
  describeVectorCache('TieredVectorCache that seals', async () => {
    return (await openTwo({ encryptionKey: 'a secret of the operator' })).first.vectors;
  });
  describeTextStore('TieredTextCache without remote', async () => resultsOf(await openCaches(SETTINGS)));
  describeTextStore('TieredTextCache', async () => resultsOf((await openTwo()).first));

  test.each([undefined, 'a secret of the operator'])(
    'vectors of one instance are hits of another (secret: %p)',
    async (encryptionKey) => {
      const { store, events, first, second } = await openTwo({ encryptionKey });
      await first.vectors.setMany([{ key: 'a', value: sampleVector(1) }]);
      await until(() => store.entries.size === 1);
      expect(await second.vectors.getMany(['a', 'b'])).toEqual([sampleVector(1), undefined]);
      expect(await second.vectors.getMany(['a'])).toEqual([sampleVector(1)]);
      expect(Object.fromEntries(events.counts)).toMatchObject({
        'vector.memory.miss': 2,
        'vector.redis.hit': 1,
        'vector.redis.miss': 1,
        'vector.memory.hit': 1,
      });
    },
  );

  test('sessions of one instance are found and deleted by another', async () => {
    const { store, first, second } = await openTwo();
    await first.sessions.set('id', '{"chart":"갑목"}');
    await until(() => store.entries.size === 1);
    expect(await second.sessions.get('id')).toBe('{"chart":"갑목"}');
    expect(await second.sessions.delete('id')).toBe(true);
    expect(store.entries.size).toBe(0);
  });

  test('a torn vector, one of another dimension and one under a wrong key are misses and counted', async () => {
    const { store, events, first, second } = await openTwo({ dimension: 384 });
    await first.vectors.setMany([
      { key: 'torn', value: sampleVector(1) },
      { key: 'other', value: sampleVector(2) },
      { key: 'narrow', value: sampleVector(3, 256) },
    ]);
    await until(() => store.entries.size === 3);
    const [torn, other] = [...store.entries.values()];
    if (torn && other) {
      store.entries.set(torn.key, { ...torn, value: torn.value.subarray(0, 100) });
      store.entries.set(other.key, { ...other, value: torn.value });
    }
    expect(await second.vectors.getMany(['torn', 'other', 'narrow'])).toEqual([undefined, undefined, undefined]);
    expect(events.counts.get('vector.redis.torn')).toBe(3);
  });

  test('an answer that is moved under the name of another never hits', async () => {
    const { store, events, first, second } = await openTwo();
    await first.results?.set('mine', 'my chart');
    await first.results?.set('yours', 'your chart');
    await until(() => store.entries.size === 2);
    const [mine, yours] = [...store.entries.values()];
    if (mine && yours) store.entries.set(yours.key, { ...yours, value: mine.value });
    expect(await second.results?.get('yours')).toBeUndefined();
    expect(events.counts.get('result.redis.torn')).toBe(1);
  });

  test('a session is not a result, though the keys are equal', async () => {
    const { store, first, second } = await openTwo();
    await first.sessions.set('key', 'a session');
    await until(() => store.entries.size === 1);
    expect(await second.results?.get('key')).toBeUndefined();
  });

  test('nothing of keys and contents stands in the store in clear', async () => {
    const { store, first } = await openTwo();
    await first.sessions.set('MARKER-id', 'MARKER session');
    await first.results?.set('MARKER-key', 'MARKER answer');
    await first.vectors.setMany([{ key: 'MARKER-text', value: sampleVector(1) }]);
    await until(() => store.entries.size === 3);
    for (const { key, value } of store.entries.values()) {
      expect(key).toMatch(/^q1:[vrs]:[\w-]{43}$/);
      expect(Buffer.from(value).toString('latin1')).not.toContain('MARKER');
    }
  });

  test('instances with different secrets share nothing', async () => {
    const store = new MapStore();
    const first = await openCaches({ ...SETTINGS, encryptionKey: 'secret number one' }, { store });
    const second = await openCaches({ ...SETTINGS, encryptionKey: 'secret number two' }, { store });
    await first.sessions.set('id', 'text');
    await until(() => store.entries.size === 1);
    expect(await second.sessions.get('id')).toBeUndefined();
  });

  test('lives end unevenly for vectors and answers, exactly for sessions, never later than set', async () => {
    const { store, first } = await openTwo();
    await first.vectors.setMany(Array.from({ length: 50 }, (_, i) => ({ key: `v${i}`, value: sampleVector(i, 4) })));
    await first.sessions.set('id', 'text');
    await until(() => store.entries.size === 51);
    const lives = [...store.entries.values()].map(({ key, ttlSeconds }) => ({
      isSession: key.includes(':s:'),
      ttlSeconds,
    }));
    const vectorLives = lives.flatMap(({ isSession, ttlSeconds }) => (isSession ? [] : [ttlSeconds]));
    expect(new Set(vectorLives).size).toBeGreaterThan(10);
    expect(Math.min(...vectorLives)).toBeGreaterThanOrEqual(900);
    expect(Math.max(...vectorLives)).toBeLessThanOrEqual(1000);
    expect(lives.find(({ isSession }) => isSession)?.ttlSeconds).toBe(100);
  });

  test('a vector with NaN stays out of the store', async () => {
    const { store, first } = await openTwo();
    await first.vectors.setMany([
      { key: 'bad', value: Float32Array.of(Number.NaN) },
      { key: 'good', value: Float32Array.of(1) },
    ]);
    await until(() => store.entries.size === 1);
    expect(store.writes.flat().length).toBe(1);
  });

  test('what was set while a read was under way is not replaced by the older answer', async () => {
    const { store, first, second } = await openTwo();
    await first.results?.set('key', 'old');
    await until(() => store.entries.size === 1);
    const gate = Promise.withResolvers<void>();
    store.gate = gate.promise;
    const reading = second.results?.get('key');
    await until(() => store.reads.length === 1);
    await second.results?.set('key', 'new');
    gate.resolve();
    expect(await reading).toBe('new');
    expect(await second.results?.get('key')).toBe('new');
  });

  test('a session that is deleted while it is read does not return to memory', async () => {
    const { store, first, second } = await openTwo();
    await first.sessions.set('id', 'text');
    await until(() => store.entries.size === 1);
    const gate = Promise.withResolvers<void>();
    store.gate = gate.promise;
    const reading = second.sessions.get('id');
    await until(() => store.reads.length === 1);
    const deleting = second.sessions.delete('id');
    gate.resolve();
    await Promise.all([reading, deleting]);
    expect(await second.sessions.get('id')).toBeUndefined();
  });

  test('every port answers, and rejects nothing, when the store fails', async () => {
    const { store, events, first } = await openTwo();
    const second = await openCaches(SETTINGS, { store, events });
    store.mood = 'failing';
    for (let i = 0; i < 10; i++) {
      expect(await second.vectors.getMany(['a'])).toEqual([undefined]);
      await second.vectors.setMany([{ key: `k${i}`, value: sampleVector(i) }]);
      await second.sessions.set(`id${i}`, 'text');
      expect(await second.sessions.get(`id${i}`)).toBe('text');
      expect(await second.results?.get('r')).toBeUndefined();
      expect(await first.sessions.delete('unknown')).toBe(false);
    }
    expect(second.state().remote).toMatchObject({ breaker: 'open', writeBreaker: 'open' });
  });

  test('no answers are kept when that is switched off', async () => {
    expect((await openCaches({ ...SETTINGS, isCachingResults: false })).results).toBeUndefined();
  });

  test('state tells entries, bytes and counts of every tier', async () => {
    const { store, first } = await openTwo();
    await first.vectors.setMany([{ key: 'a', value: sampleVector(1) }]);
    await first.vectors.getMany(['a', 'b']);
    await until(() => store.entries.size === 1);
    const { tiers, remote } = first.state();
    expect(tiers.map(({ cache, tier }) => `${cache}.${tier}`)).toEqual([
      'vector.memory',
      'vector.redis',
      'result.memory',
      'result.redis',
      'session.memory',
      'session.redis',
    ]);
    expect(tiers[0]).toMatchObject({ counts: { hit: 1, miss: 1 }, size: { entries: 1 } });
    expect(tiers[0]?.size?.bytes).toBeGreaterThan(1536);
    expect(tiers[1]).toMatchObject({ counts: { hit: 0, miss: 1 }, size: undefined });
    expect(remote).toMatchObject({ tier: 'redis', breaker: 'closed', written: 1 });
  });

  test('1,000 lookups of 50 keys at once read each key once', async () => {
    const { store, first, second } = await openTwo();
    const entries = Array.from({ length: 50 }, (_, i) => ({ key: `k${i}`, value: sampleVector(i) }));
    await first.vectors.setMany(entries);
    await until(() => store.entries.size === 50);
    const found = await Promise.all(Array.from({ length: 1000 }, (_, i) => second.vectors.getMany([`k${i % 50}`])));
    expect(found.every(([vector], i) => Bun.deepEquals(vector, sampleVector(i % 50)))).toBe(true);
    expect(store.reads.flat().length).toBe(50);
  });
});
