// The identity of a model's files, as a hash. It compares nothing and trusts no date or size.

import { createReadStream } from 'node:fs';
import { ServiceError } from '../kernel/errors.ts';

/** Long enough that two models never meet, short enough for a cache key. */
const REVISION_LENGTH = 16;

/** SHA-256 over the files in the order given, as hexadecimal digits; absent files are skipped. */
export async function hashFiles(paths: readonly (string | undefined)[]): Promise<string> {
  const hash = new Bun.CryptoHasher('sha256');
  for (const path of paths) {
    if (path === undefined) continue;
    try {
      // In pieces, so that hashing the weights does not raise the peak of memory.
      for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
    } catch (cause) {
      throw new ServiceError('bad_config', `The model file "${path}" cannot be read`, { cause });
    }
  }
  return hash.digest('hex').slice(0, REVISION_LENGTH);
}
