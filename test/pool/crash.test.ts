import { describe, expect, test } from 'bun:test';
import { toServiceError } from '../../src/kernel/errors.ts';
import { jobOf, observe, openFixturePool } from '../fixtures/pool.ts';
import { codeOf } from '../fixtures/settled.ts';

describe('a pool whose worker dies', () => {
  test('retries the job once elsewhere when its worker exits during the run', async () => {
    const seen = observe();
    await using pool = openFixturePool('crash-once', { events: seen.events });
    expect((await pool.run(jobOf(666))).vector[0]).toBe(666);
    expect(seen).toMatchObject({ retried: 1, stopped: ['crash'] });
  });

  test('gives worker_error when two workers died of the same job', async () => {
    const seen = observe();
    await using pool = openFixturePool('crash-in-run', { size: 2, events: seen.events });
    expect(await codeOf(pool.run(jobOf(667)))).toBe('worker_error');
    expect(seen.retried).toBe(1);
  });

  test('gives worker_error without a source line when the worker threw outside of the call', async () => {
    await using pool = openFixturePool('crash-in-run');
    const error = await pool.run(jobOf(666)).catch(toServiceError);
    expect(error).toMatchObject({ code: 'worker_error' });
    expect(JSON.stringify([error, String(error)])).not.toContain('secret');
  });

  test('serves the jobs behind the fatal one', async () => {
    await using pool = openFixturePool('crash-in-run');
    const fatal = codeOf(pool.run(jobOf(667)));
    const behind = Promise.all([1, 2, 3].map((id) => pool.run(jobOf(id, { cost: 100 }))));
    expect(await fatal).toBe('worker_error');
    expect((await behind).map(({ vector }) => vector[0])).toEqual([1, 2, 3]);
  });

  test('lets the other worker go on meanwhile', async () => {
    await using pool = openFixturePool('crash-in-run', { size: 2, backoffMs: 60_000 });
    await pool.ready();
    const fatal = pool.run(jobOf(667));
    const other = pool.run(jobOf(1));
    expect((await other).vector[0]).toBe(1);
    // Both attempts are spent on both workers, and the back-off keeps them dead: the pool says so instead of waiting.
    expect(await codeOf(fatal)).toBe('worker_error');
  });

  test('gives the input its own fault and keeps the worker when the engine refuses it', async () => {
    await using pool = openFixturePool('fault');
    expect(await codeOf(pool.run(jobOf(400)))).toBe('invalid_request');
    expect(pool.state().workers[0]).toMatchObject({ life: 'ready', restarts: 0 });
  });

  test('replaces the engine when it answered with a fault of its own', async () => {
    const seen = observe();
    await using pool = openFixturePool('fault', { events: seen.events });
    expect(await codeOf(pool.run(jobOf(500)))).toBe('worker_error');
    expect(seen.stopped).toEqual(['crash', 'crash']);
    expect((await pool.run(jobOf(1))).vector[0]).toBe(1);
  });

  test('takes the answer of another run for a crash and never hands it out', async () => {
    await using pool = openFixturePool('stale-answer');
    expect(await codeOf(pool.run(jobOf(666)))).toBe('worker_error');
    expect((await pool.run(jobOf(1))).vector[0]).toBe(1);
  });
});
