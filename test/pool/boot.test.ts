import { describe, expect, test } from 'bun:test';
import { ServiceError, toServiceError } from '../../src/kernel/errors.ts';
import { ManualClock } from '../fixtures/manual-clock.ts';
import { createAssets, jobOf, observe, openFixturePool, spawnFixture } from '../fixtures/pool.ts';
import { codeOf, until } from '../fixtures/settled.ts';

const QUICK = { bootFailures: 2, backoffMs: 1, backoffMaxMs: 60_000 };

describe('a pool whose workers cannot boot', () => {
  for (const worker of ['crash-at-boot', 'refuse-boot', 'wrong-version', 'wrong-dimension'])
    test(`rejects ready and refuses work with unavailable when its worker is ${worker}`, async () => {
      const seen = observe();
      await using pool = openFixturePool(worker, { ...QUICK, events: seen.events });
      expect(await codeOf(pool.ready())).toBe('unavailable');
      const refusal = await pool.run(jobOf(1)).then(() => undefined, toServiceError);
      expect(refusal?.code).toBe('unavailable');
      expect(refusal?.retryAfterMs).toBeGreaterThan(0);
      expect(seen).toMatchObject({ stopped: ['boot_failure', 'boot_failure'], breaker: ['open'] });
    });

  test('takes a worker that never greets for failed at the boot limit', async () => {
    const clock = new ManualClock();
    const seen = observe();
    await using pool = openFixturePool('silent', {
      ...QUICK,
      bootFailures: 1,
      bootLimitMs: 500,
      clock,
      events: seen.events,
    });
    clock.advance(500);
    expect(await codeOf(pool.ready())).toBe('unavailable');
    expect(seen.stopped).toEqual(['boot_failure']);
  });

  test('settles the jobs that wait when the breaker opens', async () => {
    await using pool = openFixturePool('crash-at-boot', QUICK);
    expect(await Promise.all([1, 2, 3].map((id) => codeOf(pool.run(jobOf(id)))))).toEqual(
      Array.from({ length: 3 }, () => 'unavailable'),
    );
  });

  test('counts a worker that cannot be spawned as a failed boot', async () => {
    const spawn = () => {
      throw new ServiceError('bad_config', 'No such file');
    };
    await using pool = openFixturePool('echo', { ...QUICK, spawn });
    expect(await codeOf(pool.ready())).toBe('unavailable');
  });

  test('waits longer after each failure', async () => {
    const clock = new ManualClock();
    const seen = observe();
    await using pool = openFixturePool('crash-at-boot', {
      bootFailures: 9,
      backoffMs: 100,
      clock,
      events: seen.events,
    });
    await until(() => seen.stopped.length === 1);
    clock.advance(100);
    await until(() => seen.stopped.length === 2);
    clock.advance(199);
    expect(pool.state().workers[0]?.life).toBe('dead');
    clock.advance(1);
    expect(pool.state().workers[0]?.life).toBe('starting');
  });

  test('tries one worker after the rest, and serves again when it boots', async () => {
    const clock = new ManualClock();
    const seen = observe();
    const graph = new SharedArrayBuffer(8);
    const options = { ...QUICK, size: 2, bootFailures: 1, assets: createAssets(graph), clock, events: seen.events };
    await using pool = openFixturePool('refuse-boot', options);
    expect(await codeOf(pool.ready())).toBe('unavailable');
    await until(() => pool.state().workers.every(({ life }) => life === 'dead'));
    new Uint8Array(graph)[0] = 1;
    expect(await codeOf(pool.run(jobOf(1)))).toBe('unavailable');
    clock.advance(60_000);
    expect(pool.state()).toMatchObject({ breaker: 'half_open', workers: [{ life: 'starting' }, { life: 'dead' }] });
    await until(() => pool.state().workers.every(({ life }) => life === 'ready'));
    expect((await pool.run(jobOf(1))).vector[0]).toBe(1);
    expect(seen.breaker).toEqual(['open', 'half_open', 'closed']);
  });

  test('opens again when the worker it tried fails too', async () => {
    const clock = new ManualClock();
    const seen = observe();
    await using pool = openFixturePool('refuse-boot', { ...QUICK, bootFailures: 1, clock, events: seen.events });
    expect(await codeOf(pool.ready())).toBe('unavailable');
    clock.advance(60_000);
    await until(() => seen.breaker.length === 3);
    expect(seen.breaker).toEqual(['open', 'half_open', 'open']);
  });

  test('serves with fewer workers when only some boot', async () => {
    let spawned = 0;
    const spawn = () => spawnFixture(spawned++ === 0 ? 'echo' : 'crash-at-boot')();
    await using pool = openFixturePool('echo', { ...QUICK, size: 2, spawn });
    await pool.ready();
    expect((await pool.run(jobOf(1))).vector[0]).toBe(1);
  });
});
