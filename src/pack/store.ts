// Opens and writes the compiled index of a pack: a folder with a manifest, one SQLite file and vector segments.
// A new index is built beside the old one and takes its place by one rename; what does not match is refused.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ServiceError } from '../kernel/errors.ts';
import type { CompiledPack } from './compiled.ts';
import { INDEX_FORMAT, readIndex, writeIndex } from './index-file.ts';
import {
  decodeSegment,
  encodeSegment,
  type SegmentIdentity,
  segmentName,
  segmentRows,
  type VectorSegment,
} from './segment.ts';

/** The folder inside a pack that holds its committed index. */
export const INDEX_FOLDER = 'index';

const INDEX_FILE = 'index.sqlite';
const MANIFEST_FILE = 'manifest.json';

const manifest = z.object({
  format: z.int(),
  name: z.string(),
  version: z.string(),
  contentHash: z.string(),
  /** SHA-256 of the index file. */
  index: z.string(),
});
export type Manifest = z.infer<typeof manifest>;

/** The manifest of an index folder; undefined where there is none. A broken one is `bad_pack`. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(path.join(folder, MANIFEST_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new ServiceError('bad_pack', `Cannot read the manifest in "${folder}": expected what "pack build" writes`, {
      cause,
    });
  }
}

/** Opens a compiled pack after checking format and checksum. */
export async function openIndex(folder: string): Promise<CompiledPack> {
  const found = await readManifest(folder);
  if (!found) throw new ServiceError('bad_pack', `Found no index in "${folder}": run "quintet pack build"`);
  if (found.format !== INDEX_FORMAT)
    throw new ServiceError(
      'bad_pack',
      `The index in "${folder}" has format ${found.format}, expected ${INDEX_FORMAT}: run "quintet pack build"`,
    );
  const file = path.join(folder, INDEX_FILE);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new ServiceError('bad_pack', `Cannot read "${file}"`, { cause });
  });
  if (sha256(bytes) !== found.index)
    throw new ServiceError(
      'bad_pack',
      `The index "${file}" is torn or changed: its checksum differs from the manifest`,
    );
  return readIndex(bytes);
}

/** Writes the index of a pack, replacing an older one in one step. Segments of the same content are kept. */
export async function writeIndexFolder(pack: CompiledPack, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const fresh = path.join(folder, `${INDEX_FILE}.new`);
  await rm(fresh, { force: true });
  writeIndex(pack, fresh);
  const index = sha256(await readFile(fresh));
  const { name, version, contentHash } = pack;
  const text = `${JSON.stringify({ format: INDEX_FORMAT, name, version, contentHash, index } satisfies Manifest, undefined, 2)}\n`;
  await rename(fresh, path.join(folder, INDEX_FILE));
  await writeAtomically(path.join(folder, MANIFEST_FILE), text);
}

/**
 * The segment for a model, if it is there and fits the pack row by row; undefined where it is missing or stale.
 * A torn or foreign file is `bad_pack`.
 */
export async function openSegment(
  folder: string,
  { pack, identity }: { pack: CompiledPack; identity: SegmentIdentity },
): Promise<VectorSegment | undefined> {
  const segment = await readSegment(folder, identity);
  if (!segment) return undefined;
  const rows = segmentRows(pack);
  const isFresh =
    rows.length === segment.hashes.length && rows.every((row, index) => row.hash === segment.hashes[index]);
  return isFresh ? segment : undefined;
}

/** The segment for a model whether or not it fits the content of today: its unchanged rows can be used again. */
export async function readSegment(folder: string, identity: SegmentIdentity): Promise<VectorSegment | undefined> {
  const name = segmentName(identity);
  const bytes = await readFile(path.join(folder, name)).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const segment = decodeSegment(bytes, name);
  if (segmentName(segment.identity) !== name)
    throw new ServiceError(
      'bad_pack',
      `The vector segment "${name}" holds the vectors of "${segmentName(segment.identity)}"`,
    );
  return segment;
}

export async function writeSegment(folder: string, segment: VectorSegment): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeAtomically(path.join(folder, segmentName(segment.identity)), encodeSegment(segment));
}

async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
