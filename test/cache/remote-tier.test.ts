import { describe, expect, test } from 'bun:test';
import { RemoteTier } from '../../src/cache/remote-tier.ts';
import { createCountingEvents } from '../fixtures/counting-events.ts';
import { ManualClock } from '../fixtures/manual-clock.ts';
import { MapStore } from '../fixtures/map-store.ts';
import { until } from '../fixtures/settled.ts';

const BYTES = new Uint8Array([1, 2, 3]);

function createTier() {
  const store = new MapStore();
  const clock = new ManualClock();
  const events = createCountingEvents();
  return { store, clock, events, tier: new RemoteTier(store, { timeoutMs: 30, events, clock }) };
}

async function kindsOf(tier: RemoteTier, keys: string[]): Promise<string[]> {
  return (await tier.getMany(keys)).map(({ kind }) => kind);
}

async function failThrice({ tier, store }: ReturnType<typeof createTier>): Promise<void> {
  store.mood = 'failing';
  for (let i = 0; i < 3; i++) expect(await kindsOf(tier, ['a'])).toEqual(['error']);
}

describe('RemoteTier', () => {
  test('reads what it has written behind', async () => {
    const { tier, store } = createTier();
    tier.setSoon({ key: 'a', value: BYTES, ttlSeconds: 60 });
    await until(() => store.entries.size === 1);
    expect(await tier.getMany(['a', 'b'])).toEqual([{ kind: 'hit', bytes: BYTES }, { kind: 'miss' }]);
    expect(tier.state()).toMatchObject({ breaker: 'closed', written: 1, unwritten: 0, waitingWrites: 0 });
  });

  test('gives up a read that hangs when its budget is over, not before', async () => {
    const { tier, store, clock, events } = createTier();
    store.mood = 'hanging';
    let answered = false;
    const read = kindsOf(tier, ['a', 'b']).finally(() => {
      answered = true;
    });
    await until(() => store.reads.length === 1);
    clock.advance(29);
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    clock.advance(1);
    expect(await read).toEqual(['error', 'error']);
    expect(events.counts.get('fault.cache_read')).toBe(1);
  });

  test('asks no more when three reads in a row have failed', async () => {
    const parts = createTier();
    await failThrice(parts);
    expect(await kindsOf(parts.tier, ['a', 'b'])).toEqual(['skipped', 'skipped']);
    expect(parts.store.reads.length).toBe(3);
    expect(parts.events.counts.get('breaker.redis.open')).toBe(1);
  });

  test('sends one probe after the rest, and makes nobody wait for it', async () => {
    const parts = createTier();
    await failThrice(parts);
    parts.store.mood = 'hanging';
    parts.clock.advance(1000);
    const many = await Promise.all(Array.from({ length: 20 }, (_, i) => kindsOf(parts.tier, [`k${i}`])));
    expect(many.flat()).toEqual(Array(20).fill('skipped'));
    expect(await kindsOf(parts.tier, ['late'])).toEqual(['skipped']);
    expect(parts.store.reads.length).toBe(4);
    parts.clock.advance(30);
    await until(() => parts.tier.state().breaker === 'open');
  });

  test('reads again when the probe was answered', async () => {
    const parts = createTier();
    await failThrice(parts);
    parts.store.mood = 'well';
    parts.clock.advance(1000);
    expect(await kindsOf(parts.tier, ['a'])).toEqual(['skipped']);
    await until(() => parts.tier.state().breaker === 'closed');
    expect(await kindsOf(parts.tier, ['a'])).toEqual(['miss']);
  });

  test('still reads when the store is full and refuses writes', async () => {
    const { tier, store, events } = createTier();
    tier.setSoon({ key: 'a', value: BYTES, ttlSeconds: 60 });
    await until(() => store.entries.size === 1);
    store.mood = 'full';
    for (let i = 0; i < 3; i++) {
      tier.setSoon({ key: `k${i}`, value: BYTES, ttlSeconds: 60 });
      await until(() => events.counts.get('fault.cache_write') === i + 1);
    }
    expect(tier.canWrite).toBe(false);
    tier.setSoon({ key: 'late', value: BYTES, ttlSeconds: 60 });
    await until(() => tier.state().unwritten === 4);
    expect(store.writes.length).toBe(4);
    expect(await kindsOf(tier, ['a'])).toEqual(['hit']);
    expect(tier.state()).toMatchObject({ breaker: 'closed', writeBreaker: 'open' });
  });

  test('writes again when its own probe was taken', async () => {
    const { tier, store, clock } = createTier();
    store.mood = 'full';
    for (let i = 1; i <= 3; i++) {
      tier.setSoon({ key: 'a', value: BYTES, ttlSeconds: 60 });
      await until(() => tier.state().unwritten === i);
    }
    store.mood = 'well';
    clock.advance(1000);
    expect(tier.canWrite).toBe(true);
    tier.setSoon({ key: 'a', value: BYTES, ttlSeconds: 60 });
    await until(() => tier.state().written === 1);
    expect(tier.state().writeBreaker).toBe('closed');
  });

  test('a deleted key is a miss at once and is deleted later when the store could not be reached', async () => {
    const parts = createTier();
    const { tier, store, clock } = parts;
    tier.setSoon({ key: 'a', value: BYTES, ttlSeconds: 60 });
    await until(() => store.entries.size === 1);
    await failThrice(parts);
    expect(await tier.delete('a')).toBeUndefined();
    store.mood = 'well';
    clock.advance(1000);
    await tier.getMany(['b']);
    await until(() => tier.state().breaker === 'closed');
    await until(() => store.entries.size === 0);
  });

  test('a key that is deleted while it is written does not come back', async () => {
    const { tier, store } = createTier();
    const gate = Promise.withResolvers<void>();
    store.gate = gate.promise;
    tier.setSoon({ key: 'a', value: BYTES, ttlSeconds: 60 });
    await until(() => store.writes.length === 1);
    expect(await tier.delete('a')).toBeUndefined();
    gate.resolve();
    await until(() => store.entries.size === 1);
    expect(await kindsOf(tier, ['a'])).toEqual(['miss']);
    await until(() => store.entries.size === 0);
  });

  test('a second delete finds nothing, though the first is still owed', async () => {
    const parts = createTier();
    parts.tier.setSoon({ key: 'a', value: BYTES, ttlSeconds: 60 });
    await until(() => parts.store.entries.size === 1);
    parts.store.mood = 'failing';
    expect(await parts.tier.delete('a')).toBeUndefined();
    parts.store.mood = 'well';
    expect(await parts.tier.delete('a')).toBe(false);
    expect(parts.store.entries.size).toBe(0);
  });

  test('writes what is waiting before it closes the store', async () => {
    const { tier, store } = createTier();
    tier.setSoon({ key: 'a', value: BYTES, ttlSeconds: 60 });
    await tier[Symbol.asyncDispose]();
    expect([store.entries.size, store.isClosed]).toEqual([1, true]);
  });

  test('closes the store in the end when its last write hangs', async () => {
    const { tier, store, clock, events } = createTier();
    store.mood = 'hanging';
    tier.setSoon({ key: 'a', value: BYTES, ttlSeconds: 60 });
    await until(() => store.writes.length === 1);
    const closing = tier[Symbol.asyncDispose]();
    clock.advance(1000);
    await closing;
    expect(store.isClosed).toBe(true);
    expect(events.counts.get('fault.cache_close') ?? events.counts.get('fault.cache_write')).toBe(1);
  });
});
