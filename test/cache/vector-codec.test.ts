import { describe, expect, test } from 'bun:test';
import { decodeVector, encodeVector } from '../../src/cache/vector-codec.ts';
import { dot, normalize } from '../../src/kernel/vector.ts';
import { sampleVector } from './contract.ts';

function encoded(vector: Float32Array, format: 'f32' | 'f16' = 'f32'): Uint8Array {
  const bytes = encodeVector(vector, { key: 'k', format });
  if (!bytes) throw new Error('expected bytes');
  return bytes;
}

const AS_K = { key: 'k', dimension: 384 };

describe('vector codec', () => {
  test('f32 gives back the very vector', () => {
    expect(decodeVector(encoded(sampleVector(1)), AS_K)).toEqual(sampleVector(1));
    expect(encoded(sampleVector(1)).byteLength).toBe(16 + 384 * 4);
  });

  test('f16 halves the bytes and keeps cosines to six digits', () => {
    const bytes = encoded(sampleVector(1), 'f16');
    expect(bytes.byteLength).toBe(16 + 384 * 2);
    let worst = 1;
    for (let seed = 0; seed < 200; seed++) {
      const vector = normalize(sampleVector(seed));
      const decoded = decodeVector(encoded(vector, 'f16'), AS_K);
      worst = Math.min(worst, dot(vector, normalize(decoded ?? new Float32Array(384))));
    }
    expect(worst).toBeGreaterThan(0.999999);
  });

  test('f16 falls back to f32 when a component is too large for it', () => {
    const vector = Float32Array.of(70_000, 1);
    expect(decodeVector(encoded(vector, 'f16'), { key: 'k', dimension: 2 })).toEqual(vector);
  });

  test('a vector with NaN or an infinity is not encoded', () => {
    for (const x of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(encodeVector(Float32Array.of(0, x), { key: 'k', format: 'f32' })).toBeUndefined();
  });

  test('a value of another key or another dimension does not decode', () => {
    const bytes = encoded(sampleVector(1));
    expect(decodeVector(bytes, { key: 'l', dimension: 384 })).toBeUndefined();
    expect(decodeVector(bytes, { key: 'k', dimension: 383 })).toBeUndefined();
    expect(decodeVector(bytes, { key: 'k', dimension: undefined })).toBeDefined();
  });

  test('a value does not decode when it is cut anywhere, or lengthened', () => {
    const bytes = encoded(sampleVector(1, 8));
    for (let length = 0; length < bytes.byteLength; length++)
      expect(decodeVector(bytes.subarray(0, length), { key: 'k', dimension: undefined })).toBeUndefined();
    expect(decodeVector(new Uint8Array([...bytes, 0]), { key: 'k', dimension: undefined })).toBeUndefined();
  });

  test('a value does not decode when any bit of it is turned', () => {
    const bytes = encoded(sampleVector(1, 8), 'f16');
    for (let bit = 0; bit < bytes.byteLength * 8; bit++) {
      const turned = bytes.slice();
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeVector(turned, { key: 'k', dimension: undefined })).toBeUndefined();
    }
  });

  test('bytes decode from an odd place of a larger buffer, and do not keep it alive', () => {
    const bytes = encoded(sampleVector(1));
    const around = Buffer.allocUnsafeSlow(100_000);
    around.set(bytes, 3);
    for (const slice of [
      around.subarray(3, 3 + bytes.byteLength),
      new Uint8Array(around.buffer, 3, bytes.byteLength),
    ]) {
      const vector = decodeVector(slice, AS_K);
      expect(vector).toEqual(sampleVector(1));
      expect(vector?.buffer.byteLength).toBe(bytes.byteLength);
    }
  });
});
