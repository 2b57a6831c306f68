import { describe, expect, test } from 'bun:test';
import { SILENT } from '../../src/kernel/events.ts';
import { Gates, jobOf, openFixturePool } from '../fixtures/pool.ts';
import { until } from '../fixtures/settled.ts';

describe('a pool with healthy workers', () => {
  test('answers each job with its own vector when many run at once', async () => {
    await using pool = openFixturePool('echo', { size: 2 });
    const results = await Promise.all(Array.from({ length: 100 }, (_, at) => pool.run(jobOf(at + 1))));
    expect(results.map(({ vector }) => vector[0])).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  });

  test('is ready when every worker has answered a run', async () => {
    await using pool = openFixturePool('echo', { size: 2 });
    await pool.ready();
    expect(pool.state().workers.map(({ life }) => life)).toEqual(['ready', 'ready']);
    expect(pool.capacity).toBe(2);
  });

  test('gives a worker one run at a time', async () => {
    using gates = new Gates();
    await using pool = openFixturePool('gated');
    const first = pool.run(jobOf(1));
    const second = pool.run(jobOf(2));
    await gates.enter(1);
    expect(pool.state()).toMatchObject({ workers: [{ life: 'busy' }], queued: { query: 1, bulk: 0 } });
    expect(gates.entered).toEqual([1]);
    gates.open(1);
    await first;
    await gates.enter(2);
    gates.open(2);
    expect((await second).vector[0]).toBe(2);
  });

  test('runs waiting queries before bulk work, and cheap ones first', async () => {
    using gates = new Gates();
    await using pool = openFixturePool('gated');
    const jobs = [
      pool.run(jobOf(1)),
      pool.run(jobOf(2, { lane: 'bulk' })),
      pool.run(jobOf(3, { cost: 400 })),
      pool.run(jobOf(4, { cost: 10 })),
    ];
    for (const id of [1, 4, 3, 2]) {
      await gates.enter(id);
      gates.open(id);
    }
    await Promise.all(jobs);
    expect(gates.entered).toEqual([1, 4, 3, 2]);
  });

  test('reports time in the queue and in the engine with the result', async () => {
    const seen: number[] = [];
    await using pool = openFixturePool('echo', { events: { ...SILENT, inference: ({ tokens }) => seen.push(tokens) } });
    const { timings } = await pool.run(jobOf(5));
    expect(timings.inferenceMs).toBe(1);
    expect(timings.queueMs).toBeGreaterThanOrEqual(0);
    expect(seen).toEqual([1]);
  });

  test('replaces a worker after its number of runs when recycling is on', async () => {
    await using pool = openFixturePool('echo', { recycleAfterRuns: 2 });
    for (let id = 1; id <= 5; id++) expect((await pool.run(jobOf(id))).vector[0]).toBe(id);
    expect(pool.state().workers[0]).toMatchObject({ restarts: 2, runs: 5, lastReason: 'recycled' });
  });

  test('probes idle workers with a run of their own', async () => {
    await using pool = openFixturePool('echo');
    await pool.ready();
    await pool.probe(0);
    expect(pool.state().workers[0]?.runs).toBe(1);
    await pool.probe(60_000);
    expect(pool.state().workers[0]?.runs).toBe(1);
  });

  test('ignores the second copy of every answer when a worker sends two', async () => {
    await using pool = openFixturePool('double-answer');
    for (let id = 1; id <= 20; id++) expect((await pool.run(jobOf(id))).vector[0]).toBe(id);
    expect(pool.state().workers[0]?.restarts).toBe(0);
  });

  test('keeps its worker when a run was abandoned and still ends in time', async () => {
    using gates = new Gates();
    await using pool = openFixturePool('gated');
    const leaving = new AbortController();
    const left = pool.run(jobOf(1, { signal: leaving.signal }));
    await gates.enter(1);
    leaving.abort();
    expect(left).rejects.toMatchObject({ code: 'cancelled' });
    const next = pool.run(jobOf(2));
    gates.open(1);
    await gates.enter(2);
    gates.open(2);
    expect((await next).vector[0]).toBe(2);
    await until(() => pool.state().workers[0]?.life === 'ready');
    expect(pool.state().workers[0]?.restarts).toBe(0);
  });
});
