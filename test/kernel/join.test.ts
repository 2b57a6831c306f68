import { describe, expect, test } from 'bun:test';
import { join } from '../../src/kernel/join.ts';

describe('join', () => {
  test('gives both values in their order', async () => {
    expect(await join(Promise.resolve(1), Promise.resolve('two'))).toEqual([1, 'two']);
  });

  test('rejects only when the other one has settled too', async () => {
    const slow = Promise.withResolvers<void>();
    const seen: string[] = [];
    const joined = join(
      Promise.reject(new Error('no')),
      slow.promise.then(() => seen.push('opened')),
    ).catch(() => seen.push('rejected'));
    // Many turns of the loop, in which `Promise.all` would have rejected.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect(seen).toEqual([]);
    slow.resolve();
    await joined;
    expect(seen).toEqual(['opened', 'rejected']);
  });

  test('rejects with the first failure when both fail, and leaves none unhandled', async () => {
    const both = join(Promise.reject(new Error('first')), Promise.reject(new Error('second')));
    await expect(both).rejects.toThrow('first');
  });
});
