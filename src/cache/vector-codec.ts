// Vectors as bytes for a remote store. A value that is torn, of another key or of another dimension does not decode: it
// is never repaired.

import type { Vector } from '../kernel/vector.ts';

/** f16 halves the memory of the store and keeps 11 bits: components differ by at most 0.05 %, cosines by about 1e-7. */
export type VectorFormat = 'f32' | 'f16';

/**
 * Little endian, as every platform that Bun runs on:
 *
 *   0      2         3        4           8          16
 *   | 'QV' | version | format | dimension | checksum | components ...
 *
 * The checksum covers key, head and components, so that a value under a wrong key is refused as well.
 */
const HEAD_BYTES = 16;
const CHECKSUM_AT = 8;
const MAGIC = 0x5651;
const VERSION = 1;
const FORMAT_CODE = { f32: 1, f16: 2 } as const satisfies Record<VectorFormat, number>;
const COMPONENT_BYTES = { f32: 4, f16: 2 } as const satisfies Record<VectorFormat, number>;
const LARGEST_F16 = 65_504;

/** Undefined for a vector with NaN or an infinity, which is never stored; what f16 cannot hold is stored as f32. */
export function encodeVector(vector: Vector, options: { key: string; format: VectorFormat }): Uint8Array | undefined {
  let largest = 0;
  for (const x of vector) {
    if (!Number.isFinite(x)) return undefined;
    largest = Math.max(largest, Math.abs(x));
  }
  const format = largest > LARGEST_F16 ? 'f32' : options.format;
  const bytes = new Uint8Array(HEAD_BYTES + vector.length * COMPONENT_BYTES[format]);
  const head = new DataView(bytes.buffer);
  head.setUint16(0, MAGIC, true);
  head.setUint8(2, VERSION);
  head.setUint8(3, FORMAT_CODE[format]);
  head.setUint32(4, vector.length, true);
  const Components = format === 'f32' ? Float32Array : Float16Array;
  new Components(bytes.buffer, HEAD_BYTES).set(vector);
  head.setBigUint64(CHECKSUM_AT, checksum(bytes, options.key), true);
  return bytes;
}

/** Undefined unless the bytes are whole, belong to the key and have the wanted dimension; undefined as dimension takes any. */
export function decodeVector(
  bytes: Uint8Array,
  { key, dimension }: { key: string; dimension: number | undefined },
): Vector | undefined {
  if (bytes.byteLength < HEAD_BYTES) return undefined;
  // A copy of its own, which `slice` of a Buffer is not: the bytes lie in a large socket buffer, perhaps at an odd place.
  const own = new Uint8Array(bytes);
  const head = new DataView(own.buffer);
  if (head.getUint16(0, true) !== MAGIC || head.getUint8(2) !== VERSION) return undefined;
  const format = formatOf(head.getUint8(3));
  const stored = head.getUint32(4, true);
  if (!format || (dimension !== undefined && stored !== dimension)) return undefined;
  if (own.byteLength !== HEAD_BYTES + stored * COMPONENT_BYTES[format]) return undefined;
  if (head.getBigUint64(CHECKSUM_AT, true) !== checksum(own, key)) return undefined;
  return format === 'f32'
    ? new Float32Array(own.buffer, HEAD_BYTES, stored)
    : new Float32Array(new Float16Array(own.buffer, HEAD_BYTES, stored));
}

function formatOf(code: number): VectorFormat | undefined {
  if (code === FORMAT_CODE.f32) return 'f32';
  return code === FORMAT_CODE.f16 ? 'f16' : undefined;
}

function checksum(bytes: Uint8Array, key: string): bigint {
  const seed = Bun.hash.xxHash64(bytes.subarray(0, CHECKSUM_AT), Bun.hash.xxHash64(key));
  return Bun.hash.xxHash64(bytes.subarray(HEAD_BYTES), seed);
}
