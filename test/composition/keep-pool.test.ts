import { describe, expect, test } from 'bun:test';
import { keepPool } from '../../src/composition/keep-pool.ts';
import { SILENT } from '../../src/kernel/events.ts';
import { jobOf, openFixturePool } from '../fixtures/pool.ts';
import { codeOf } from '../fixtures/settled.ts';

describe('keepPool', () => {
  test('ends the pool with its owner', async () => {
    const parts = new AsyncDisposableStack();
    const pool = openFixturePool('echo');
    keepPool(pool, { events: SILENT, parts });
    await pool.ready();
    await parts.disposeAsync();
    expect(await codeOf(pool.run(jobOf(1)))).toBe('unavailable');
    expect(pool.state().workers.map(({ life }) => life)).toEqual(['dead']);
  });

  test('ends a pool at once whose owner went while it was being opened', async () => {
    const parts = new AsyncDisposableStack();
    await parts.disposeAsync();
    const pool = openFixturePool('echo');
    expect(() => keepPool(pool, { events: SILENT, parts })).toThrow('shutting down');
    expect(pool.state().isClosing).toBe(true);
    await pool[Symbol.asyncDispose]();
    expect(pool.state().workers.map(({ life }) => life)).toEqual(['dead']);
  });

  test('reports a pool that cannot start', async () => {
    const reported = Promise.withResolvers<string>();
    await using parts = new AsyncDisposableStack();
    const events = { fault: ({ where }: { where: string }) => reported.resolve(where) };
    keepPool(openFixturePool('refuse-boot', { bootFailures: 1 }), { events, parts });
    expect(await reported.promise).toBe('pool_start');
  });
});
