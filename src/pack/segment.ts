// A vector segment: the vectors of all items of a pack for one model, as a self-describing immutable file.
//
//   uint32 header length | header JSON | rows x 16 bytes hash of the embedded text | rows x dimension x float16
//
// Rows are ordered by language, then by item. float16 keeps cosines of unit vectors to about 0.0005.

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ServiceError } from '../kernel/errors.ts';
import { LOCALES, type Locale } from '../kernel/locale.ts';
import type { CompiledPack } from './compiled.ts';

const HASH_BYTES = 16;

/** Everything that changes the vector of a text, but for the backend: segments are searched, not compared. */
const segmentIdentity = z.object({
  model: z.string(),
  revision: z.string(),
  dtype: z.string(),
  pooling: z.string(),
  prompt: z.string(),
  dimension: z.int().positive(),
});
export type SegmentIdentity = z.infer<typeof segmentIdentity>;

const header = segmentIdentity.extend({ rows: z.int().nonnegative(), sha256: z.string() });

export type VectorSegment = {
  readonly identity: SegmentIdentity;
  /** Hex hash of the embedded text per row. */
  readonly hashes: readonly string[];
  /** Unit vectors, row after row. */
  readonly vectors: Float32Array;
};

/** A text to embed, in row order. */
export type SegmentRow = { readonly text: string; readonly hash: string };

/** The rows of a pack's segment. */
export function segmentRows(pack: CompiledPack): SegmentRow[] {
  return LOCALES.flatMap((locale) =>
    [...pack.parts.values()].flatMap((part) => part.items.map((item) => toRow(item, locale))),
  );
}

function toRow(
  item: { name: Record<Locale, string> | undefined; text: Record<Locale, string> },
  locale: Locale,
): SegmentRow {
  const text = item.name ? `${item.name[locale]}. ${item.text[locale]}` : item.text[locale];
  return {
    text,
    hash: Bun.CryptoHasher.hash('sha256', text, 'hex').slice(0, 2 * HASH_BYTES),
  };
}

/** A short name for files: the model and as much of its identity as tells two apart. */
export function segmentName(identity: SegmentIdentity): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(segmentIdentity.parse(identity)))
    .digest('hex')
    .slice(0, 8);
  return `${identity.model.replaceAll(/[^A-Za-z0-9.-]+/g, '-')}-${digest}.vectors`;
}

export function encodeSegment(segment: VectorSegment): Uint8Array {
  const hashes = Buffer.from(segment.hashes.join(''), 'hex');
  const halves = new Float16Array(segment.vectors);
  const payload = Buffer.concat([hashes, new Uint8Array(halves.buffer)]);
  const sha256 = createHash('sha256').update(payload).digest('hex');
  const head = Buffer.from(JSON.stringify({ ...segment.identity, rows: segment.hashes.length, sha256 }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, payload]);
}

/** Reads a segment; a torn, changed or foreign file is `bad_pack` with the reason. */
export function decodeSegment(bytes: Uint8Array, name: string): VectorSegment {
  const refuse = (reason: string): never => {
    throw new ServiceError('bad_pack', `Cannot use the vector segment "${name}": ${reason}`);
  };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headEnd = buffer.length < 4 ? 0 : 4 + buffer.readUInt32LE(0);
  if (headEnd === 0 || headEnd > buffer.length) return refuse('it is torn');
  const parsed = header.safeParse(parseHeader(buffer.toString('utf8', 4, headEnd)));
  if (!parsed.success) return refuse('its header is not ours');
  const { rows, sha256, ...identity } = parsed.data;
  const payload = buffer.subarray(headEnd);
  if (payload.length !== rows * (HASH_BYTES + 2 * identity.dimension)) return refuse('it is torn');
  if (createHash('sha256').update(payload).digest('hex') !== sha256) return refuse('its checksum differs');
  const hex = payload.toString('hex', 0, rows * HASH_BYTES);
  const hashes = Array.from({ length: rows }, (_, row) => hex.slice(row * 2 * HASH_BYTES, (row + 1) * 2 * HASH_BYTES));
  // Constructors copy; `from` would walk through millions of numbers one by one.
  const halves = new Float16Array(new Uint8Array(payload.subarray(rows * HASH_BYTES)).buffer);
  return { identity, hashes, vectors: new Float32Array(halves) };
}

function parseHeader(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses undefined.
    return undefined;
  }
}
