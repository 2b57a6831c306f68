import { describe, expect, test } from 'bun:test';
import { resultKey, storageName, type VectorIdentity, vectorKey } from '../../src/cache/key.ts';

const IDENTITY: VectorIdentity = {
  model: 'm',
  revision: 'r',
  dtype: 'q8',
  backend: 'wasm',
  pooling: 'mean',
  normalize: true,
  prompt: 'query: ',
  dimension: 384,
};

describe('keys', () => {
  test('vectorKey differs when anything that changes a vector does', () => {
    const changes: Partial<VectorIdentity>[] = [
      { model: 'n' },
      { revision: 's' },
      { dtype: 'fp32' },
      { backend: 'native' },
      { pooling: 'cls' },
      { normalize: false },
      { prompt: 'passage: ' },
      { dimension: 256 },
    ];
    const keys = [IDENTITY, ...changes.map((change) => ({ ...IDENTITY, ...change }))].map((i) => vectorKey('text', i));
    expect(new Set([...keys, vectorKey('text ', IDENTITY)]).size).toBe(changes.length + 2);
  });

  test('vectorKey does not mistake the end of one part for the start of the next', () => {
    expect(vectorKey('xa', { ...IDENTITY, prompt: '' })).not.toBe(vectorKey('a', { ...IDENTITY, prompt: 'x' }));
  });

  test('keys show nothing of what they were made from', () => {
    for (const key of [vectorKey('secret', IDENTITY), resultKey(['secret'])])
      expect(key).toMatch(/^q1:[vrs]:[\w-]{43}$/);
  });

  test('storageName differs when kind, secret or key does', () => {
    const [one, two] = [new Uint8Array([1]), new Uint8Array([2])];
    const names = [
      storageName('k', { kind: 'v', secret: one }),
      storageName('k', { kind: 'r', secret: one }),
      storageName('k', { kind: 'v', secret: two }),
      storageName('l', { kind: 'v', secret: one }),
    ];
    expect(new Set(names.map((name) => name.slice(3))).size).toBe(4);
    expect(names.join()).not.toContain('k,');
  });
});
