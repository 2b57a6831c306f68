// What every adapter promises, as suites that are run over each of them: the two ports of the caches and the remote store.

import { expect, test } from 'bun:test';
import type { ResultCache, SessionStore, VectorCache } from '../../src/cache/ports.ts';
import type { RemoteStore } from '../../src/cache/remote-store.ts';
import type { Vector } from '../../src/kernel/vector.ts';

type Open<T> = () => Promise<T> | T;

export function sampleVector(seed: number, dimension = 384): Vector {
  return Float32Array.from({ length: dimension }, (_, i) => Math.sin(seed * 1000 + i) / 20);
}

export function freshKey(): string {
  return `key-${crypto.randomUUID()}`;
}

export function describeVectorCache(name: string, open: Open<VectorCache>): void {
  test(`${name} answers one slot per key in their order when some are missing`, async () => {
    const cache = await open();
    const [a, b, c] = [freshKey(), freshKey(), freshKey()];
    await cache.setMany([
      { key: c, value: sampleVector(3) },
      { key: a, value: sampleVector(1) },
    ]);
    expect(await cache.getMany([a, b, c, a])).toEqual([sampleVector(1), undefined, sampleVector(3), sampleVector(1)]);
  });

  test(`${name} answers nothing when nothing is asked or stored`, async () => {
    const cache = await open();
    await cache.setMany([]);
    expect(await cache.getMany([])).toEqual([]);
  });

  test(`${name} keeps the newer vector when a key is set twice`, async () => {
    const cache = await open();
    const key = freshKey();
    await cache.setMany([{ key, value: sampleVector(1) }]);
    await cache.setMany([{ key, value: sampleVector(2) }]);
    expect(await cache.getMany([key])).toEqual([sampleVector(2)]);
  });

  test(`${name} takes a batch of 500 vectors`, async () => {
    const cache = await open();
    const entries = Array.from({ length: 500 }, (_, i) => ({ key: freshKey(), value: sampleVector(i, 32) }));
    await cache.setMany(entries);
    expect(await cache.getMany(entries.map(({ key }) => key))).toEqual(entries.map(({ value }) => value));
  });
}

export function describeTextStore(name: string, open: Open<ResultCache & SessionStore>): void {
  test(`${name} gives back any text as it was set`, async () => {
    const store = await open();
    for (const text of ['{"a":1}', '', '1234', '갑목과 甲木 🌿', 'x'.repeat(50_000)]) {
      const key = freshKey();
      await store.set(key, text);
      expect(await store.get(key)).toBe(text);
    }
  });

  test(`${name} answers undefined when the key is unknown`, async () => {
    expect(await (await open()).get(freshKey())).toBeUndefined();
  });

  test(`${name} says whether there was something when it deletes`, async () => {
    const store = await open();
    const key = freshKey();
    await store.set(key, 'text');
    expect(await store.delete(key)).toBe(true);
    expect(await store.get(key)).toBeUndefined();
    expect(await store.delete(key)).toBe(false);
  });

  test(`${name} keeps the newer text when a key is set again, also after a delete`, async () => {
    const store = await open();
    const key = freshKey();
    await store.set(key, 'old');
    await store.set(key, 'new');
    expect(await store.get(key)).toBe('new');
    await store.delete(key);
    await store.set(key, 'again');
    expect(await store.get(key)).toBe('again');
  });
}

export function describeRemoteStore(name: string, open: Open<RemoteStore>): void {
  const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);

  test(`${name} gives back bytes of every value and in the order of the keys`, async () => {
    const store = await open();
    await store.ready();
    const [a, b, c] = [freshKey(), freshKey(), freshKey()];
    await store.setMany([
      { key: a, value: everyByte, ttlSeconds: 60 },
      { key: c, value: new Uint8Array(0), ttlSeconds: 60 },
    ]);
    const [first, second, third] = await store.getMany([a, b, c]);
    expect(first && new Uint8Array(first)).toEqual(everyByte);
    expect(second).toBeUndefined();
    expect(third?.byteLength).toBe(0);
  });

  test(`${name} writes a view of a larger buffer without its surroundings`, async () => {
    const store = await open();
    await store.ready();
    const key = freshKey();
    await store.setMany([{ key, value: everyByte.subarray(10, 20), ttlSeconds: 60 }]);
    const [bytes] = await store.getMany([key]);
    expect(bytes && new Uint8Array(bytes)).toEqual(everyByte.slice(10, 20));
  });

  test(`${name} says whether there was something when it deletes`, async () => {
    const store = await open();
    await store.ready();
    const key = freshKey();
    await store.setMany([{ key, value: everyByte, ttlSeconds: 60 }]);
    expect(await store.delete(key)).toBe(true);
    expect(await store.delete(key)).toBe(false);
    expect(await store.getMany([key])).toEqual([undefined]);
  });

  test(`${name} takes 300 entries at once`, async () => {
    const store = await open();
    await store.ready();
    const entries = Array.from({ length: 300 }, (_, i) => ({
      key: freshKey(),
      value: new Uint8Array([i % 256, i >> 8]),
      ttlSeconds: 60,
    }));
    await store.setMany(entries);
    const values = await store.getMany(entries.map(({ key }) => key));
    expect(values.map((value) => value && [...value])).toEqual(entries.map(({ value }) => [...value]));
  });
}
