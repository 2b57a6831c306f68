import { describe, expect, test } from 'bun:test';
import { Gates, jobOf, openFixturePool } from '../fixtures/pool.ts';
import { codeOf } from '../fixtures/settled.ts';

/** Each result is `[id, size of the batch it ran in]`. */
async function resultsOf(runs: readonly Promise<{ vector: Float32Array }>[]): Promise<number[][]> {
  return (await Promise.all(runs)).map(({ vector }) => [...vector]);
}

describe('a pool whose engine takes batches', () => {
  test('runs waiting jobs of one lane and length together', async () => {
    using gates = new Gates();
    await using pool = openFixturePool('batching');
    const first = pool.run(jobOf(1));
    await gates.enter(1);
    const equal = [11, 12, 13].map((id) => pool.run(jobOf(id)));
    const longer = pool.run(jobOf(14, { tokenIds: Int32Array.of(14, 0), cost: 2 }));
    const bulk = pool.run(jobOf(15, { lane: 'bulk' }));
    gates.open(1);
    await first;
    expect(await resultsOf([...equal, longer, bulk])).toEqual([
      [11, 3],
      [12, 3],
      [13, 3],
      [14, 1],
      [15, 1],
    ]);
  });

  test('takes no more at once than the engine says, and gives each its own vector', async () => {
    using gates = new Gates();
    await using pool = openFixturePool('batching');
    const first = pool.run(jobOf(1));
    await gates.enter(1);
    const ids = Array.from({ length: 9 }, (_, at) => 20 + at);
    const runs = ids.map((id) => pool.run(jobOf(id)));
    gates.open(1);
    await first;
    const results = await resultsOf(runs);
    expect(results.map(([id]) => id)).toEqual(ids);
    expect(results.map(([, size]) => size)).toEqual([4, 4, 4, 4, 4, 4, 4, 4, 1]);
  });

  test('says how many jobs it takes at once when its engine has booted', async () => {
    await using pool = openFixturePool('batching', { size: 2 });
    expect(pool.capacity).toBe(2);
    await pool.ready();
    expect(pool.capacity).toBe(8);
  });

  test('gives idle workers their share of equal jobs', async () => {
    using gates = new Gates();
    await using pool = openFixturePool('batching', { size: 2 });
    await pool.ready();
    const busy = [pool.run(jobOf(1)), pool.run(jobOf(2))];
    await Promise.all([gates.enter(1), gates.enter(2)]);
    const runs = [30, 31, 32, 33, 34].map((id) => pool.run(jobOf(id)));
    gates.open(1);
    await busy[0];
    const first = await resultsOf(runs.slice(0, 4));
    gates.open(2);
    await Promise.all(busy);
    expect(first.map(([, size]) => size)).toEqual([4, 4, 4, 4]);
    expect((await resultsOf(runs)).map(([id]) => id)).toEqual([30, 31, 32, 33, 34]);
  });

  test('refuses only the bad job when its batch was refused', async () => {
    using gates = new Gates();
    await using pool = openFixturePool('batching');
    const first = pool.run(jobOf(1));
    await gates.enter(1);
    const [good, bad, other] = [41, 400, 42].map((id) => pool.run(jobOf(id)));
    const refused = codeOf(bad ?? Promise.resolve());
    gates.open(1);
    await first;
    expect(await refused).toBe('invalid_request');
    expect(await resultsOf([good, other].filter((run) => run !== undefined))).toEqual([
      [41, 1],
      [42, 1],
    ]);
    expect(pool.state().workers[0]?.restarts).toBe(0);
  });

  test('loses only the fatal job when its batch killed the worker', async () => {
    using gates = new Gates();
    await using pool = openFixturePool('batching');
    const first = pool.run(jobOf(1));
    await gates.enter(1);
    const [good, bad, other] = [51, 667, 52].map((id) => pool.run(jobOf(id)));
    const lost = codeOf(bad ?? Promise.resolve());
    gates.open(1);
    await first;
    expect(await lost).toBe('worker_error');
    expect(await resultsOf([good, other].filter((run) => run !== undefined))).toEqual([
      [51, 1],
      [52, 1],
    ]);
  });
});
