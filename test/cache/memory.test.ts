import { describe, expect, test } from 'bun:test';
import { MemoryTextCache, MemoryVectorCache } from '../../src/cache/memory.ts';
import { ManualClock } from '../fixtures/manual-clock.ts';
import { describeTextStore, describeVectorCache, sampleVector } from './contract.ts';

const ROOMY = { maxBytes: 10_000_000, ttlSeconds: 60 };

describe('memory', () => {
  describeVectorCache('MemoryVectorCache', () => new MemoryVectorCache(ROOMY));
  describeTextStore('MemoryTextCache', () => new MemoryTextCache(ROOMY));

  test('MemoryVectorCache stays within its bytes when more is set', async () => {
    const cache = new MemoryVectorCache({ maxBytes: 20_000, ttlSeconds: 60 });
    for (let i = 0; i < 100; i++) await cache.setMany([{ key: `k${i}`, value: sampleVector(i) }]);
    expect(cache.bytes).toBeLessThanOrEqual(20_000);
    expect(cache.size).toBeGreaterThan(5);
    expect(await cache.getMany(['k0', 'k99'])).toEqual([undefined, sampleVector(99)]);
  });

  test('MemoryTextCache forgets when the life of an entry is over', async () => {
    const clock = new ManualClock();
    clock.advance(1);
    const cache = new MemoryTextCache({ ...ROOMY, clock });
    await cache.set('a', 'text');
    await cache.set('b', 'text', { ttlSeconds: 5 });
    clock.advance(5001);
    expect([await cache.get('a'), await cache.get('b')]).toEqual(['text', undefined]);
    clock.advance(55_000);
    expect(await cache.get('a')).toBeUndefined();
  });
});
