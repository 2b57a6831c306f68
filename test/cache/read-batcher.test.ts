import { describe, expect, test } from 'bun:test';
import { ReadBatcher } from '../../src/cache/read-batcher.ts';

function createBatcher() {
  const calls: (readonly string[])[] = [];
  const gate = Promise.withResolvers<void>();
  const batcher = new ReadBatcher<string>(async (keys) => {
    calls.push(keys);
    await gate.promise;
    return keys.map((key) => `value of ${key}`);
  });
  return { batcher, calls, open: gate.resolve };
}

describe('ReadBatcher', () => {
  test('joins the reads of one turn into one call', async () => {
    const { batcher, calls, open } = createBatcher();
    open();
    const answers = await Promise.all([batcher.getMany(['a', 'b']), batcher.getMany(['c']), batcher.getMany([])]);
    expect(answers).toEqual([['value of a', 'value of b'], ['value of c'], []]);
    expect(calls).toEqual([['a', 'b', 'c']]);
  });

  test('reads a key once when it is asked again before the answer', async () => {
    const { batcher, calls, open } = createBatcher();
    const first = batcher.getMany(['a', 'a']);
    await Promise.resolve();
    const second = batcher.getMany(['b', 'a']);
    open();
    expect([await first, await second]).toEqual([
      ['value of a', 'value of a'],
      ['value of b', 'value of a'],
    ]);
    expect(calls).toEqual([['a'], ['b']]);
  });

  test('reads a key again when it was answered before', async () => {
    const { batcher, calls, open } = createBatcher();
    open();
    await batcher.getMany(['a']);
    await batcher.getMany(['a']);
    expect(calls).toEqual([['a'], ['a']]);
  });

  test('splits what is too much for one call', async () => {
    const { batcher, calls, open } = createBatcher();
    open();
    const keys = Array.from({ length: 600 }, (_, i) => `k${i}`);
    expect(await batcher.getMany(keys)).toEqual(keys.map((key) => `value of ${key}`));
    expect(calls.map((call) => call.length)).toEqual([256, 256, 88]);
  });
});
