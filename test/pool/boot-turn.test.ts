import { describe, expect, test } from 'bun:test';
import { BootTurn } from '../../src/pool/boot-turn.ts';
import { ManualClock } from '../fixtures/manual-clock.ts';
import { createAssets, jobOf, observe, openFixturePool, spawnFixture } from '../fixtures/pool.ts';
import { until } from '../fixtures/settled.ts';

/** Whether a promise has settled by the end of this turn. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  return settled;
}

describe('a boot turn', () => {
  test('lets the first one boot and the others wait for it when it is led', async () => {
    const turn = new BootTurn({ isLed: true, clock: new ManualClock() });
    expect(await isSettled(turn.take())).toBe(true);
    const second = turn.take();
    expect(await isSettled(second)).toBe(false);
    turn.pass();
    expect(await isSettled(second)).toBe(true);
    expect(await isSettled(turn.take())).toBe(true);
  });

  test('lets the others go when the first one takes too long', async () => {
    const clock = new ManualClock();
    const turn = new BootTurn({ isLed: true, clock });
    void turn.take();
    const second = turn.take();
    clock.advance(1999);
    expect(await isSettled(second)).toBe(false);
    clock.advance(1);
    expect(await isSettled(second)).toBe(true);
  });

  test('keeps nobody when it is not led', async () => {
    const turn = new BootTurn({ isLed: false, clock: new ManualClock() });
    expect(await Promise.all([turn.take(), turn.take()].map(isSettled))).toEqual([true, true]);
  });
});

describe('a pool whose boot is led', () => {
  test('gets every worker ready and serves', async () => {
    await using pool = openFixturePool('echo', { size: 3, isBootLed: true });
    await pool.ready();
    expect(pool.state().workers.map(({ life }) => life)).toEqual(['ready', 'ready', 'ready']);
    expect([...(await pool.run(jobOf(7))).vector]).toEqual([7, 1]);
  });

  test('starts the others when the first one cannot boot', async () => {
    const seen = observe();
    let spawned = 0;
    const spawn = (): Worker => spawnFixture(spawned++ === 0 ? 'crash-at-boot' : 'echo')();
    await using pool = openFixturePool('echo', { size: 2, isBootLed: true, spawn, events: seen.events });
    await pool.ready();
    expect(seen.stopped).toEqual(['boot_failure']);
  });

  test('ends at once when it is closed while the others wait', async () => {
    const clock = new ManualClock();
    const pool = openFixturePool('silent', { size: 2, isBootLed: true, clock, assets: createAssets() });
    await until(() => pool.state().workers.every(({ life }) => life === 'starting'));
    await pool[Symbol.asyncDispose]();
    expect(pool.state().workers.map(({ life }) => life)).toEqual(['dead', 'dead']);
  });
});
