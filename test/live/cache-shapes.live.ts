// The caches on a cluster and over TLS, processes that have to end by themselves, and what each tier costs.
// Run: bun test ./test/live/cache-shapes.live.ts

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type CacheSettings, openCaches } from '../../src/cache/open-caches.ts';
import { RedisStore } from '../../src/cache/redis.ts';
import { describeRemoteStore, sampleVector } from '../cache/contract.ts';
import { loadUntil, round } from '../fixtures/cache-load.ts';
import { BUDGET_MS, NOISE_MS, PATIENT, SETTINGS } from '../fixtures/cache-settings.ts';
import { makeCertificate } from '../fixtures/certificate.ts';
import { createCountingEvents } from '../fixtures/counting-events.ts';
import { startJunkServer } from '../fixtures/junk-server.ts';
import { type RedisCluster, startRedisCluster } from '../fixtures/redis-cluster.ts';
import { freePort, REDIS_SERVER, startRedis } from '../fixtures/redis-server.ts';
import { until } from '../fixtures/settled.ts';
import { startUpstashBridge } from '../fixtures/upstash-bridge.ts';

describe.skipIf(!REDIS_SERVER)('other shapes of Redis', () => {
  test(
    'a cluster of three: contract, spread keys, and a dead node',
    async () => {
      await using cluster = await startRedisCluster();
      const events = createCountingEvents();
      await using caches = await openCaches(
        { ...SETTINGS, timeoutMs: 1000, redisUrls: cluster.urls.slice(0, 2) },
        { events },
      );
      const entries = Array.from({ length: 90 }, (_, i) => ({ key: `c${i}`, value: sampleVector(i) }));
      await caches.vectors.setMany(entries);
      await until(() => caches.state().remote?.written === 90);
      const sizes = await Promise.all(cluster.nodes.map(({ admin }) => admin.dbsize()));
      expect(Math.min(...sizes)).toBeGreaterThan(10);
      await using reader = await openCaches({ ...SETTINGS, redisUrls: [`${cluster.urls[2]}?cluster=1`] });
      const found = await reader.vectors.getMany(entries.map(({ key }) => key));
      expect(found.every((vector, i) => Bun.deepEquals(vector, sampleVector(i)))).toBe(true);
      await caches.sessions.set('id', 'text');
      expect(await caches.sessions.delete('id')).toBe(true);
      await cluster.nodes[0]?.kill();
      const isOpen = () => reader.state().remote?.breaker === 'open';
      const report = await loadUntil(reader, isOpen);
      console.log(`  cluster with a dead node: ${JSON.stringify(report)}`);
      expect(report.ownMaxMs).toBeLessThan(BUDGET_MS + NOISE_MS);
    },
    PATIENT,
  );

  describe('cluster', () => {
    let cluster: RedisCluster;
    beforeAll(async () => {
      cluster = await startRedisCluster();
    }, PATIENT);
    afterAll(() => cluster[Symbol.asyncDispose]());
    describeRemoteStore('RedisStore on a cluster', () => new RedisStore({ urls: cluster.urls }));
  });

  test('rediss: a certificate of a known authority is taken, any other is refused', async () => {
    await using certificate = await makeCertificate();
    const tlsPort = freePort();
    await using _redis = await startRedis({
      extra: () => [
        ...['--tls-port', String(tlsPort), '--tls-auth-clients', 'no'],
        ...['--tls-cert-file', certificate.certFile, '--tls-key-file', certificate.keyFile],
      ],
    });
    const urls = [`rediss://127.0.0.1:${tlsPort}`];
    const store = new RedisStore({ urls, certificateAuthority: certificate.pem });
    await store.ready();
    await store.setMany([{ key: 'k', value: new Uint8Array([1]), ttlSeconds: 60 }]);
    expect((await store.getMany(['k']))[0]?.[0]).toBe(1);
    await store.close();
    const refused = Promise.withResolvers<string>();
    const stranger = new RedisStore({ urls, onFault: ({ message }) => refused.resolve(message) });
    expect(await refused.promise).toMatch(/certificate refused|SELF_SIGNED/);
    await stranger.close();
  });
});

describe.skipIf(!REDIS_SERVER)('a process with caches ends by itself', () => {
  async function runProcess(changes: Partial<CacheSettings>): Promise<number> {
    const script = new URL('../fixtures/cache-process.ts', import.meta.url).pathname;
    const startedAt = performance.now();
    const child = Bun.spawn([process.execPath, script, JSON.stringify({ ...SETTINGS, ...changes })], {
      stdout: 'pipe',
      stderr: 'pipe',
    });
    const [output, errors, code] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    expect({ output, errors, code }).toEqual({ output: 'used\n', errors: '', code: 0 });
    return Math.round(performance.now() - startedAt);
  }

  test('whatever state the store is in', async () => {
    await using redis = await startRedis({ password: 's3cret' });
    await using frozen = await startRedis();
    await using bridge = startUpstashBridge(redis.url);
    using silent = startJunkServer('silence');
    using noise = startJunkServer('noise');
    const mute = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Promise<Response>(() => undefined) });
    frozen.freeze();
    const at = (port: number) => ({ redisUrls: [`redis://127.0.0.1:${port}`] });
    const states: Record<string, Partial<CacheSettings>> = {
      none: {},
      healthy: { redisUrls: [redis.url] },
      absent: at(freePort()),
      'wrong password': { redisUrls: [redis.url.replace('s3cret', 'wrong')] },
      frozen: { redisUrls: [frozen.url] },
      silent: at(silent.port),
      noise: at(noise.port),
      'cluster absent': { redisUrls: [freePort(), freePort()].map((port) => `redis://127.0.0.1:${port}`) },
      upstash: { upstash: { url: bridge.url, token: bridge.token } },
      'upstash mute': { upstash: { url: mute.url.href, token: 'token' } },
      'upstash absent': { upstash: { url: `http://127.0.0.1:${freePort()}`, token: 'token' } },
    };
    for (const [state, changes] of Object.entries(states)) {
      const tookMs = await runProcess(changes);
      console.log(`  ends in ${tookMs} ms when the store is: ${state}`);
      expect(tookMs).toBeLessThan(8000);
    }
    await mute.stop(true);
  }, 60_000);
});

describe.skipIf(!REDIS_SERVER)('latency of the tiers (printed, not judged)', () => {
  test(
    'one vector, 64 vectors and an answer of 20 KB',
    async () => {
      await using redis = await startRedis();
      await using bridge = startUpstashBridge(redis.url);
      const tiers: Record<string, Partial<CacheSettings>> = {
        memory: {},
        redis: { redisUrls: [redis.url] },
        'redis, sealed': { redisUrls: [redis.url], encryptionKey: 'a secret of the operator' },
        upstash: { upstash: { url: bridge.url, token: bridge.token } },
      };
      const entries = Array.from({ length: 64 }, (_, i) => ({ key: `l${i}`, value: sampleVector(i) }));
      const answer = 'answer '.repeat(3000);
      for (const [tier, changes] of Object.entries(tiers)) {
        const settings = { ...SETTINGS, timeoutMs: 1000, ...changes };
        const writer = await openCaches(settings);
        await writer.vectors.setMany(entries);
        await writer.results?.set('answer', answer);
        // A memory of 1 byte holds nothing, so each read goes to the remote tier.
        const reader = tier === 'memory' ? writer : await openCaches({ ...settings, memoryBytes: 1 });
        if (tier !== 'memory') await until(() => writer.state().remote?.written === 65);
        const one = await timeOf(async (i) => (await reader.vectors.getMany([`l${i % 64}`]))[0] !== undefined);
        const keys = entries.map(({ key }) => key);
        const many = await timeOf(async () => (await reader.vectors.getMany(keys)).every((vector) => vector));
        const text = await timeOf(async () => (await reader.results?.get('answer')) === answer);
        console.log(`  ${tier}: one ${one}, 64 at once ${many}, answer ${text} (ms: p50 / p99)`);
        await writer[Symbol.asyncDispose]();
        await reader[Symbol.asyncDispose]();
      }
    },
    PATIENT,
  );
});

/** p50 and p99 of a call that has to answer true. */
async function timeOf(call: (i: number) => Promise<boolean>): Promise<string> {
  const durations: number[] = [];
  for (let i = 0; i < 1200; i++) {
    const startedAt = performance.now();
    const isRight = await call(i);
    if (i >= 200) durations.push(performance.now() - startedAt);
    if (!isRight) throw new Error('A tier answered something else than was stored');
  }
  durations.sort((a, b) => a - b);
  return [0.5, 0.99].map((share) => round(durations[Math.floor(share * durations.length)] ?? 0)).join(' / ');
}
