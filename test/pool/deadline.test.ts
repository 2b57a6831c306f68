import { describe, expect, test } from 'bun:test';
import { ManualClock } from '../fixtures/manual-clock.ts';
import { Gates, jobOf, observe, openFixturePool } from '../fixtures/pool.ts';
import { codeOf, until } from '../fixtures/settled.ts';

describe('a pool with jobs that are late or left', () => {
  test('refuses a job at once when its deadline has passed', async () => {
    const clock = new ManualClock();
    clock.advance(100);
    await using pool = openFixturePool('echo', { clock });
    expect(await codeOf(pool.run(jobOf(1, { deadlineAt: 100 })))).toBe('timeout');
  });

  test('refuses a job at once when its caller has left', async () => {
    await using pool = openFixturePool('echo');
    expect(await codeOf(pool.run(jobOf(1, { signal: AbortSignal.abort() })))).toBe('cancelled');
  });

  test('drops a waiting job from the queue when its deadline passes', async () => {
    using gates = new Gates();
    const clock = new ManualClock();
    await using pool = openFixturePool('gated', { clock });
    const running = pool.run(jobOf(1));
    await gates.enter(1);
    const late = codeOf(pool.run(jobOf(2, { deadlineAt: 50 })));
    clock.advance(50);
    expect(await late).toBe('timeout');
    expect(pool.state().queued.query).toBe(0);
    gates.open(1);
    await running;
    expect(gates.entered).toEqual([1]);
  });

  test('drops a waiting job from the queue when its caller leaves', async () => {
    using gates = new Gates();
    await using pool = openFixturePool('gated');
    const running = pool.run(jobOf(1));
    await gates.enter(1);
    const leaving = new AbortController();
    const left = codeOf(pool.run(jobOf(2, { lane: 'bulk', signal: leaving.signal })));
    leaving.abort();
    expect(await left).toBe('cancelled');
    expect(pool.state().queued.bulk).toBe(0);
    gates.open(1);
    await running;
  });

  test('abandons a running job at its deadline', async () => {
    using gates = new Gates();
    const clock = new ManualClock();
    await using pool = openFixturePool('gated', { clock });
    const late = codeOf(pool.run(jobOf(1, { deadlineAt: 50 })));
    await gates.enter(1);
    clock.advance(50);
    expect(await late).toBe('timeout');
    expect(pool.state().workers[0]?.life).toBe('busy');
    gates.open(1);
    await until(() => pool.state().workers[0]?.life === 'ready');
  });

  test('replaces the worker when an abandoned run overruns its limit', async () => {
    const clock = new ManualClock();
    const seen = observe();
    await using pool = openFixturePool('hang', { clock, runLimitMs: 1_000, events: seen.events });
    const late = codeOf(pool.run(jobOf(666, { deadlineAt: 50 })));
    await until(() => pool.state().workers[0]?.life === 'busy');
    clock.advance(50);
    expect(await late).toBe('timeout');
    clock.advance(1_000);
    expect(seen.stopped).toEqual(['overrun']);
    clock.advance(1);
    expect((await pool.run(jobOf(1))).vector[0]).toBe(1);
  });

  test('settles a hung job with worker_error and does not hang the next worker with it', async () => {
    const clock = new ManualClock();
    const seen = observe();
    await using pool = openFixturePool('hang', { clock, runLimitMs: 1_000, events: seen.events });
    const hung = codeOf(pool.run(jobOf(666)));
    await until(() => pool.state().workers[0]?.life === 'busy');
    clock.advance(1_000);
    expect(await hung).toBe('worker_error');
    expect(seen).toMatchObject({ retried: 0, stopped: ['overrun'] });
  });

  test('leaves no timer behind when its jobs are done', async () => {
    const clock = new ManualClock();
    await using pool = openFixturePool('echo', { clock });
    await Promise.all([1, 2, 3].map((id) => pool.run(jobOf(id, { deadlineAt: 5_000 }))));
    expect(clock.pending).toBe(0);
  });
});
