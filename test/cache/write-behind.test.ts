import { describe, expect, test } from 'bun:test';
import type { RemoteEntry } from '../../src/cache/remote-store.ts';
import { WriteBehind } from '../../src/cache/write-behind.ts';

function entry(key: string, bytes = 10): RemoteEntry {
  return { key, value: new Uint8Array(bytes), ttlSeconds: 60 };
}

function createQueue() {
  const batches: string[][] = [];
  let gate = Promise.withResolvers<void>();
  const queue = new WriteBehind(async (entries) => {
    batches.push(entries.map(({ key }) => key));
    await gate.promise;
  });
  const open = () => gate.resolve();
  const close = () => {
    gate = Promise.withResolvers<void>();
  };
  return { queue, batches, open, close };
}

describe('WriteBehind', () => {
  test('writes what is pushed in one turn as one batch', async () => {
    const { queue, batches, open } = createQueue();
    open();
    for (const key of ['a', 'b', 'c']) queue.push(entry(key));
    await queue.drained();
    expect(batches).toEqual([['a', 'b', 'c']]);
  });

  test('gathers what is pushed while a batch is written, each key with its last value', async () => {
    const { queue, batches, open } = createQueue();
    queue.push(entry('a'));
    await Promise.resolve();
    expect(queue.isWriting('a')).toBe(true);
    for (const key of ['b', 'c', 'b']) queue.push(entry(key));
    open();
    await queue.drained();
    expect(batches).toEqual([['a'], ['c', 'b']]);
    expect([queue.size, queue.isWriting('a')]).toEqual([0, false]);
  });

  test('starts again when something is pushed after it has drained', async () => {
    const { queue, batches, open } = createQueue();
    open();
    queue.push(entry('a'));
    await queue.drained();
    queue.push(entry('b'));
    await queue.drained();
    expect(batches).toEqual([['a'], ['b']]);
  });

  test('drops the oldest when it is full, and counts them', async () => {
    const { queue, batches, open } = createQueue();
    queue.push(entry('first'));
    await Promise.resolve();
    for (let i = 0; i < 40; i++) queue.push(entry(`k${i}`, 400_000));
    expect(queue.size).toBe(20);
    expect(queue.dropped).toBe(20);
    open();
    await queue.drained();
    expect(batches.flat()).toEqual(['first', ...Array.from({ length: 20 }, (_, i) => `k${i + 20}`)]);
  });

  test('refuses an entry that is too large for any batch', async () => {
    const { queue, batches } = createQueue();
    queue.push(entry('large', 600 * 1024));
    await queue.drained();
    expect([queue.dropped, batches.length]).toEqual([1, 0]);
  });

  test('splits batches by bytes and by number', async () => {
    const { queue, batches, open } = createQueue();
    open();
    for (let i = 0; i < 3; i++) queue.push(entry(`large${i}`, 300_000));
    for (let i = 0; i < 200; i++) queue.push(entry(`small${i}`));
    await queue.drained();
    expect(batches.map((batch) => batch.length)).toEqual([1, 1, 128, 73]);
  });

  test('does not write what was dropped while it waited', async () => {
    const { queue, batches, open } = createQueue();
    open();
    queue.push(entry('a'));
    queue.push(entry('b'));
    queue.drop('a');
    queue.drop('unknown');
    await queue.drained();
    expect(batches).toEqual([['b']]);
  });
});
