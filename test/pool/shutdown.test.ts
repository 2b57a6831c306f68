import { describe, expect, test } from 'bun:test';
import { ManualClock } from '../fixtures/manual-clock.ts';
import { Gates, jobOf, openFixturePool } from '../fixtures/pool.ts';
import { codeOf, until } from '../fixtures/settled.ts';

describe('a pool that shuts down', () => {
  test('lets the running job end, and refuses the waiting and the coming ones', async () => {
    using gates = new Gates();
    const pool = openFixturePool('gated');
    const running = pool.run(jobOf(1));
    await gates.enter(1);
    const waiting = codeOf(pool.run(jobOf(2)));
    const closed = pool[Symbol.asyncDispose]();
    expect(await waiting).toBe('unavailable');
    expect(await codeOf(pool.run(jobOf(3)))).toBe('unavailable');
    gates.open(1);
    expect((await running).vector[0]).toBe(1);
    await closed;
    expect(pool.state()).toMatchObject({ isClosing: true, workers: [{ life: 'dead', lastReason: 'shutdown' }] });
  });

  test('ends a job that does not end within the drain time', async () => {
    const clock = new ManualClock();
    const pool = openFixturePool('hang', { clock, drainMs: 300 });
    const hung = codeOf(pool.run(jobOf(666)));
    await until(() => pool.state().workers[0]?.life === 'busy');
    const closed = pool[Symbol.asyncDispose]();
    clock.advance(300);
    await closed;
    expect(await hung).toBe('unavailable');
  });

  test('settles ready and every job when it ends before a worker was ready', async () => {
    const pool = openFixturePool('silent');
    const ready = codeOf(pool.ready());
    const waiting = codeOf(pool.run(jobOf(1)));
    await pool[Symbol.asyncDispose]();
    expect([await ready, await waiting]).toEqual(['unavailable', 'unavailable']);
  });

  test('starts no worker again when one dies during the drain', async () => {
    const pool = openFixturePool('crash-in-run', { size: 2 });
    await pool.ready();
    const fatal = codeOf(pool.run(jobOf(667)));
    await pool[Symbol.asyncDispose]();
    expect(await fatal).toBe('worker_error');
    expect(pool.state().workers.map(({ life }) => life)).toEqual(['dead', 'dead']);
  });

  test('closes once when it is asked twice', async () => {
    const pool = openFixturePool('echo');
    await pool.ready();
    await Promise.all([pool[Symbol.asyncDispose](), pool[Symbol.asyncDispose]()]);
    expect(pool.state().workers[0]?.life).toBe('dead');
  });

  test('leaves no timer behind', async () => {
    const clock = new ManualClock();
    const pool = openFixturePool('crash-at-boot', { size: 2, clock, backoffMs: 1_000 });
    await until(() => pool.state().workers.every(({ life }) => life === 'dead'));
    await pool[Symbol.asyncDispose]();
    expect(clock.pending).toBe(0);
  });
});
