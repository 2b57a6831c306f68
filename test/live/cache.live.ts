// The caches on a real Redis, a real cluster and Upstash's dialect: contracts, privacy, and every fault under load.
// Run: bun test ./test/live/cache.live.ts

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { Redis as UpstashRedis } from '@upstash/redis';
import { type CacheSettings, type Caches, openCaches } from '../../src/cache/open-caches.ts';
import type { ResultCache, SessionStore } from '../../src/cache/ports.ts';
import { RedisStore } from '../../src/cache/redis.ts';
import { UpstashStore } from '../../src/cache/upstash.ts';
import { describeRemoteStore, describeTextStore, describeVectorCache, sampleVector } from '../cache/contract.ts';
import { loadUntil, round } from '../fixtures/cache-load.ts';
import { makeCertificate } from '../fixtures/certificate.ts';
import { createCountingEvents } from '../fixtures/counting-events.ts';
import { JUNK, startJunkServer } from '../fixtures/junk-server.ts';
import { type RedisCluster, startRedisCluster } from '../fixtures/redis-cluster.ts';
import { freePort, REDIS_SERVER, type RedisServer, startRedis } from '../fixtures/redis-server.ts';
import { until } from '../fixtures/settled.ts';
import { startUpstashBridge, type UpstashBridge } from '../fixtures/upstash-bridge.ts';

if (!REDIS_SERVER)
  console.error('\n*** SKIPPED: no redis-server on this machine. Debian: apt-get install redis-server ***\n');

const BUDGET_MS = 30;
/** Turns of the event loop that are busy but no stall (`cache-load.ts`); the delays that were met are printed. */
const NOISE_MS = 30;

const SETTINGS: CacheSettings = {
  memoryBytes: 10_000_000,
  ttlSeconds: 1000,
  sessionTtlSeconds: 100,
  timeoutMs: BUDGET_MS,
  redisUrls: [],
  upstash: undefined,
  isCachingResults: true,
  encryptionKey: undefined,
  vectorFormat: 'f32',
  dimension: 384,
};

const PATIENT = 30_000;

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

describe.skipIf(!REDIS_SERVER)('a sick Redis fails nothing and delays nothing beyond the budget', () => {
  function expectUndelayed(fault: string, report: Awaited<ReturnType<typeof loadUntil>>): void {
    console.log(`  ${fault}: ${JSON.stringify(report)}`);
    expect(report.calls).toBeGreaterThan(0);
    expect(report.ownMaxMs).toBeLessThan(BUDGET_MS + NOISE_MS);
  }

  test('without any Redis, as the measure of what the machine itself adds', async () => {
    await using caches = await openCaches(SETTINGS);
    let calls = 0;
    console.log(`  no remote: ${JSON.stringify(await loadUntil(caches, () => ++calls > 100_000))}`);
  });

  async function openWith(changes: Partial<CacheSettings>) {
    const events = createCountingEvents();
    return { events, caches: await openCaches({ ...SETTINGS, ...changes }, { events }) };
  }

  test(
    'frozen under load (SIGSTOP), then thawed',
    async () => {
      await using redis = await startRedis();
      const { caches, events } = await openWith({ redisUrls: [redis.url] });
      await using _ = caches;
      expectUndelayed('healthy', await loadUntil(caches, () => (caches.state().remote?.written ?? 0) > 500));
      const loading = loadUntil(caches, () => caches.state().remote?.breaker === 'open' && hasProbed());
      const hasProbed = () => (events.counts.get('breaker.redis.half_open') ?? 0) >= 2;
      redis.freeze();
      expectUndelayed('frozen', await loading);
      redis.thaw();
      expectUndelayed('thawed', await loadUntil(caches, () => caches.state().remote?.breaker === 'closed'));
      const key = 'after the thaw';
      await until(() => caches.state().remote?.writeBreaker !== 'open' || nudge(caches));
      await caches.sessions.set(key, 'text');
      expect(await caches.sessions.get(key)).toBe('text');
    },
    PATIENT,
  );

  test(
    'killed under load (SIGKILL), then started again on the same port',
    async () => {
      const port = freePort();
      const first = await startRedis({ port });
      const { caches } = await openWith({ redisUrls: [first.url] });
      await using _ = caches;
      await loadUntil(caches, () => (caches.state().remote?.written ?? 0) > 100);
      const loading = loadUntil(caches, () => caches.state().remote?.breaker === 'open');
      await first.kill();
      expectUndelayed('killed', await loading);
      await using second = await startRedis({ port });
      expectUndelayed('back', await loadUntil(caches, () => caches.state().remote?.breaker === 'closed'));
      const before = caches.state().remote?.written ?? 0;
      await loadUntil(caches, () => (caches.state().remote?.written ?? 0) > before);
      expect(await second.admin.dbsize()).toBeGreaterThan(0);
    },
    PATIENT,
  );

  test('not there from the start', async () => {
    const { caches, events } = await openWith({ redisUrls: [`redis://127.0.0.1:${freePort()}`] });
    await using _ = caches;
    expectUndelayed('absent', await loadUntil(caches, () => caches.state().remote?.breaker === 'open'));
    expect(events.counts.get('fault.cache_connection')).toBeGreaterThan(0);
  });

  test('another password', async () => {
    await using redis = await startRedis({ password: 's3cret' });
    const { caches, events } = await openWith({ redisUrls: [redis.url.replace('s3cret', 'wr0ng-pass')] });
    await using _ = caches;
    expectUndelayed('wrong password', await loadUntil(caches, () => caches.state().remote?.breaker === 'open'));
    expect(Bun.inspect(events.errors)).toContain('WRONGPASS');
    expect(Bun.inspect(events.errors, { depth: 9 })).not.toMatch(/s3cret|wr0ng-pass/);
    const received = Number(/total_connections_received:(\d+)/.exec(await redis.admin.info('stats'))?.[1]);
    expect(received).toBeLessThan(10);
  });

  test('the right password with odd characters', async () => {
    await using redis = await startRedis({ password: 'p@ss/w:rd#1 %' });
    const { caches } = await openWith({ redisUrls: [redis.url], timeoutMs: 1000 });
    await using _ = caches;
    await caches.sessions.set('id', 'text');
    await until(() => caches.state().remote?.written === 1);
  });

  test(
    'full (maxmemory, noeviction): what is there is still read',
    async () => {
      await using redis = await startRedis();
      const { caches, events } = await openWith({ redisUrls: [redis.url], timeoutMs: BUDGET_MS });
      await using _ = caches;
      await caches.vectors.setMany([{ key: 'early', value: sampleVector(1) }]);
      await until(() => caches.state().remote?.written === 1);
      await redis.admin.config('SET', 'maxmemory', '1mb');
      expectUndelayed('full', await loadUntil(caches, () => caches.state().remote?.writeBreaker === 'open'));
      expect(Bun.inspect(events.errors)).toContain('OOM');
      const reader = await openWith({ redisUrls: [redis.url], timeoutMs: 1000 });
      await using __ = reader.caches;
      expect(await reader.caches.vectors.getMany(['early'])).toEqual([sampleVector(1)]);
      expect(caches.state().remote?.breaker).toBe('closed');
    },
    PATIENT,
  );

  test.each(JUNK)(
    'a server that is no Redis: %s',
    async (junk) => {
      using server = startJunkServer(junk);
      const { caches, events } = await openWith({ redisUrls: [`redis://127.0.0.1:${server.port}`] });
      await using _ = caches;
      const isOver = () =>
        caches.state().remote?.breaker === 'open' ||
        (events.counts.get('vector.redis.torn') ?? 0) + (events.counts.get('session.redis.torn') ?? 0) > 20;
      const startedAt = performance.now();
      expectUndelayed(junk, await loadUntil(caches, isOver));
      // Each new connection waits longer than the one before: 50, 100, 200, 400 ms at least.
      const elapsedMs = performance.now() - startedAt + 1000;
      expect(server.connections).toBeLessThanOrEqual(3 + Math.log2(1 + elapsedMs / 50));
      expect(Bun.inspect(events.errors)).not.toContain('never asked for');
    },
    PATIENT,
  );

  test.each([
    ['junk', () => new Response('<html>no</html>')],
    ['wrong shape', () => Response.json({ result: 'x' })],
    ['wrong length', () => Response.json({ result: [] })],
    ['refusal', () => Response.json({ error: 'WRONGPASS invalid token s3cret' }, { status: 401 })],
    ['breakdown', () => new Response('s3cret', { status: 500 })],
    ['silence', () => new Promise<Response>(() => undefined)],
  ] as const)(
    'an Upstash that answers with %s',
    async (name, fetch) => {
      const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => fetch() });
      const { caches, events } = await openWith({ upstash: { url: server.url.href, token: 's3cret' } });
      await using _ = caches;
      expectUndelayed(`upstash ${name}`, await loadUntil(caches, () => caches.state().remote?.breaker === 'open'));
      expect(Bun.inspect(events.errors, { depth: 9 })).not.toContain('s3cret');
      await server.stop(true);
    },
    PATIENT,
  );
});

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

/** Gives the write breaker something to probe with. */
function nudge(caches: Caches): boolean {
  void caches.sessions.set('nudge', 'text');
  return false;
}
