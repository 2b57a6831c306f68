// The caches on a real Redis and on Upstash's dialect: contracts, restarts, privacy and torn values.
// Run: bun test ./test/live/cache.live.ts

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { Redis as UpstashRedis } from '@upstash/redis';
import { type CacheSettings, type Caches, openCaches } from '../../src/cache/open-caches.ts';
import type { ResultCache, SessionStore } from '../../src/cache/ports.ts';
import { RedisStore } from '../../src/cache/redis.ts';
import { UpstashStore } from '../../src/cache/upstash.ts';
import { describeRemoteStore, describeTextStore, describeVectorCache, sampleVector } from '../cache/contract.ts';
import { SETTINGS } from '../fixtures/cache-settings.ts';
import { createCountingEvents } from '../fixtures/counting-events.ts';
import { REDIS_SERVER, type RedisServer, startRedis } from '../fixtures/redis-server.ts';
import { until } from '../fixtures/settled.ts';
import { startUpstashBridge, type UpstashBridge } from '../fixtures/upstash-bridge.ts';

describe.skipIf(!REDIS_SERVER)('caches on a real Redis', () => {
  let redis: RedisServer;
  let bridge: UpstashBridge;
  const opened: AsyncDisposable[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    bridge = startUpstashBridge(redis.url);
  });
  afterAll(async () => {
    for (const disposable of opened) await disposable[Symbol.asyncDispose]();
    await bridge[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  async function openOn(changes: Partial<CacheSettings>): Promise<Caches> {
    // A patient budget: the contract is about values, the faults below about time.
    const caches = await openCaches({ ...SETTINGS, timeoutMs: 1000, ...changes });
    opened.push(caches);
    return caches;
  }
  const onRedis = () => openOn({ redisUrls: [redis.url], dimension: undefined });
  const onUpstash = () => openOn({ upstash: { url: bridge.url, token: bridge.token }, dimension: undefined });
  const resultsOf = (caches: Caches) => caches.results as ResultCache & SessionStore; // One class behind both ports.

  describeRemoteStore('RedisStore', () => new RedisStore({ urls: [redis.url] }));
  describeRemoteStore('UpstashStore', () => new UpstashStore({ url: bridge.url, token: bridge.token }));
  describeVectorCache('TieredVectorCache on Redis', async () => (await onRedis()).vectors);
  describeVectorCache('TieredVectorCache on Upstash', async () => (await onUpstash()).vectors);
  describeTextStore('TieredTextCache on Redis', async () => resultsOf(await onRedis()));
  describeTextStore('TieredTextCache on Upstash', async () => resultsOf(await onUpstash()));

  test.each(['redis', 'upstash'] as const)('sessions survive a restart of the service on %s', async (tier) => {
    const changes =
      tier === 'redis' ? { redisUrls: [redis.url] } : { upstash: { url: bridge.url, token: bridge.token } };
    {
      await using before = await openCaches({ ...SETTINGS, timeoutMs: 1000, ...changes });
      await before.sessions.set(`session-${tier}`, '{"graph_nodes":["갑목"]}');
      await before.vectors.setMany([{ key: `vector-${tier}`, value: sampleVector(7) }]);
    }
    await using after = await openCaches({ ...SETTINGS, timeoutMs: 1000, ...changes });
    expect(await after.sessions.get(`session-${tier}`)).toBe('{"graph_nodes":["갑목"]}');
    expect(await after.vectors.getMany([`vector-${tier}`])).toEqual([sampleVector(7)]);
    expect(await after.sessions.delete(`session-${tier}`)).toBe(true);
    await using last = await openCaches({ ...SETTINGS, timeoutMs: 1000, ...changes });
    expect(await last.sessions.get(`session-${tier}`)).toBeUndefined();
  });

  test('f16 vectors come back with the documented loss and half the bytes', async () => {
    const [writer, reader] = [await openOn({ redisUrls: [redis.url], vectorFormat: 'f16' }), await onRedis()];
    await writer.vectors.setMany([{ key: 'f16', value: sampleVector(1) }]);
    await until(() => writer.state().remote?.written === 1);
    const [vector] = await reader.vectors.getMany(['f16']);
    for (const [i, x] of sampleVector(1).entries()) expect(Math.abs((vector?.[i] ?? 9) - x)).toBeLessThan(5e-5);
  });

  test('nothing personal stands in Redis in clear, neither in names nor in values, and everything ends', async () => {
    await redis.admin.flushall();
    const marker = 'MARKER-홍길동-1990';
    for (const encryptionKey of [undefined, 'a secret of the operator']) {
      await using caches = await openCaches({ ...SETTINGS, redisUrls: [redis.url], encryptionKey });
      await caches.sessions.set(marker, `{"name":"${marker}"}`);
      await caches.results?.set(marker, `{"name":"${marker}"}`);
      await caches.vectors.setMany([{ key: marker, value: sampleVector(1) }]);
    }
    const names = await redis.admin.keys('*');
    expect(names.length).toBe(6);
    for (const name of names) {
      const value = (await redis.admin.getBuffer(name)) ?? Buffer.alloc(0);
      for (const part of ['MARKER', '홍길동', '1990', Buffer.from(marker).toString('base64').slice(0, 16)])
        expect([name.includes(part), value.includes(part)]).toEqual([false, false]);
      expect(await redis.admin.ttl(name)).toBeGreaterThan(0);
    }
  });

  test('torn values, foreign values and values of another type are misses and counted', async () => {
    await redis.admin.flushall();
    const writer = await openOn({ redisUrls: [redis.url] });
    for (let i = 0; i < 4; i++) await writer.vectors.setMany([{ key: `k${i}`, value: sampleVector(i) }]);
    await writer.sessions.set('id', 'text');
    await until(() => writer.state().remote?.written === 5);
    const names = await redis.admin.keys('*');
    for (const name of names.slice(0, 2)) await redis.admin.setrange(name, 9, 'torn');
    for (const name of names.slice(2, 4)) await redis.admin.set(name, 'x');
    for (const name of names.slice(4)) await redis.admin.set(name, '');
    const events = createCountingEvents();
    await using reader = await openCaches({ ...SETTINGS, timeoutMs: 1000, redisUrls: [redis.url] }, { events });
    expect(await reader.vectors.getMany(['k0', 'k1', 'k2', 'k3'])).toEqual(Array(4).fill(undefined));
    expect(await reader.sessions.get('id')).toBeUndefined();
    expect(events.counts.get('vector.redis.torn')).toBe(4);
    expect(events.counts.get('session.redis.torn')).toBe(1);
    expect(reader.state().remote?.breaker).toBe('closed');
  });

  test('a pipeline of the real Upstash client comes back in the encoding it asks for', async () => {
    const client = new UpstashRedis({ url: bridge.url, token: bridge.token, enableTelemetry: false });
    const from = bridge.requests.length;
    const tx = client.multi().set('korean', '갑목').get('korean').incr('count');
    expect(await tx.exec()).toEqual(['OK', '갑목', 1]);
    expect(await client.get<string>('korean')).toBe('갑목');
    expect(await client.pipeline().get('korean').get('none').exec()).toEqual(['갑목', null]);
    expect(bridge.requests.slice(from)).toEqual(['/multi-exec', '/pipeline', '/pipeline']);
    const stranger = new UpstashRedis({ url: bridge.url, token: 'wrong', retry: { retries: 0 } });
    expect(stranger.get('korean')).rejects.toThrow(/WRONGPASS/);
  });

  test('1,000 lookups of 50 keys at once ask Redis for 50', async () => {
    const writer = await openOn({ redisUrls: [redis.url] });
    const entries = Array.from({ length: 50 }, (_, i) => ({ key: `many${i}`, value: sampleVector(i) }));
    await writer.vectors.setMany(entries);
    await until(() => writer.state().remote?.written === 50);
    const reader = await onRedis();
    const found = await Promise.all(Array.from({ length: 1000 }, (_, i) => reader.vectors.getMany([`many${i % 50}`])));
    expect(found.every(([vector], i) => Bun.deepEquals(vector, sampleVector(i % 50)))).toBe(true);
    expect(reader.state().tiers.find(({ cache, tier }) => cache === 'vector' && tier === 'redis')?.counts.hit).toBe(
      1000,
    );
  });
});
