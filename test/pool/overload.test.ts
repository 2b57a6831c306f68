import { describe, expect, test } from 'bun:test';
import { toServiceError } from '../../src/kernel/errors.ts';
import { Gates, jobOf, observe, openFixturePool } from '../fixtures/pool.ts';
import { codeOf } from '../fixtures/settled.ts';

describe('a pool with a full queue', () => {
  test('refuses the next job with a retry-after that grows with the waiting cost', async () => {
    using gates = new Gates();
    const seen = observe();
    await using pool = openFixturePool('gated', { maxQueue: 2, events: seen.events });
    const running = pool.run(jobOf(1));
    await gates.enter(1);
    const waiting = [pool.run(jobOf(2, { cost: 500 })), pool.run(jobOf(3, { cost: 500 }))];
    const refusal = await pool.run(jobOf(4)).then(() => undefined, toServiceError);
    expect(refusal?.code).toBe('overloaded');
    expect(refusal?.retryAfterMs).toBeGreaterThan(100);
    expect(seen.refused).toEqual(['query']);
    for (const id of [1, 2, 3]) {
      await gates.enter(id);
      gates.open(id);
    }
    await Promise.all([running, ...waiting]);
  });

  test('takes a query when only the bulk lane is full', async () => {
    using gates = new Gates();
    await using pool = openFixturePool('gated', { maxQueue: 1 });
    const running = pool.run(jobOf(1));
    await gates.enter(1);
    const bulk = pool.run(jobOf(2, { lane: 'bulk' }));
    expect(await codeOf(pool.run(jobOf(3, { lane: 'bulk' })))).toBe('overloaded');
    const query = pool.run(jobOf(4));
    for (const id of [1, 4, 2]) {
      await gates.enter(id);
      gates.open(id);
    }
    await Promise.all([running, bulk, query]);
  });

  test('takes a job again once a caller has left the queue', async () => {
    using gates = new Gates();
    await using pool = openFixturePool('gated', { maxQueue: 1 });
    const running = pool.run(jobOf(1));
    await gates.enter(1);
    const leaving = new AbortController();
    const left = codeOf(pool.run(jobOf(2, { signal: leaving.signal })));
    leaving.abort();
    const taken = pool.run(jobOf(3));
    expect(await left).toBe('cancelled');
    for (const id of [1, 3]) {
      await gates.enter(id);
      gates.open(id);
    }
    await Promise.all([running, taken]);
  });

  test('refuses a job without tokens', async () => {
    await using pool = openFixturePool('echo');
    expect(await codeOf(pool.run({ ...jobOf(1), tokenIds: new Int32Array() }))).toBe('invalid_request');
  });
});
