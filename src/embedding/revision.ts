// The identity of a model's files, as a hash. It compares nothing and trusts no date or size.

import { ServiceError } from '../kernel/errors.ts';
import { openModelFile } from './model-file.ts';

/** Long enough that two models never meet, short enough for a cache key. */
const REVISION_LENGTH = 16;
const PIECE_BYTES = 1 << 18;

/** SHA-256 over the files in the order given, as hexadecimal digits; absent files are skipped. Blocks for 1 ms a megabyte. */
export function hashFiles(paths: readonly (string | undefined)[]): string {
  const hash = new Bun.CryptoHasher('sha256');
  // One piece for all: streams leave 40 MB of garbage behind, which stays in the resident set.
  const piece = new Uint8Array(PIECE_BYTES);
  for (const path of paths) {
    if (path === undefined) continue;
    try {
      addFile(hash, path, piece);
    } catch (cause) {
      throw new ServiceError('bad_config', `The model file "${path}" cannot be read`, { cause });
    }
  }
  return hash.digest('hex').slice(0, REVISION_LENGTH);
}

/** SHA-256 of one file, whole, as hexadecimal digits. Throws what the file system throws. */
export function hashFile(path: string): string {
  const hash = new Bun.CryptoHasher('sha256');
  addFile(hash, path, new Uint8Array(PIECE_BYTES));
  return hash.digest('hex');
}

function addFile(hash: Bun.CryptoHasher, path: string, piece: Uint8Array): void {
  using file = openModelFile(path);
  for (let at = 0; ; ) {
    const read = file.read(piece, at);
    if (read === 0) return;
    hash.update(piece.subarray(0, read));
    at += read;
  }
}
