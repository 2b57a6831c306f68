// The caches on a Redis that is frozen, killed, full, locked or no Redis at all, while load runs.
// Run: bun test ./test/live/cache-faults.live.ts

import { describe, expect, test } from 'bun:test';
import { type CacheSettings, type Caches, openCaches } from '../../src/cache/open-caches.ts';
import { sampleVector } from '../cache/contract.ts';
import { loadUntil } from '../fixtures/cache-load.ts';
import { BUDGET_MS, NOISE_MS, PATIENT, SETTINGS } from '../fixtures/cache-settings.ts';
import { createCountingEvents } from '../fixtures/counting-events.ts';
import { JUNK, startJunkServer } from '../fixtures/junk-server.ts';
import { freePort, REDIS_SERVER, startRedis } from '../fixtures/redis-server.ts';
import { until } from '../fixtures/settled.ts';

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

/** Gives the write breaker something to probe with. */
function nudge(caches: Caches): boolean {
  void caches.sessions.set('nudge', 'text');
  return false;
}
