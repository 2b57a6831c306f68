// The content files of a pack folder, as texts and as one hash. It understands none of them.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ServiceError } from '../kernel/errors.ts';
import { INDEX_FOLDER } from './store.ts';

const CONTENT_ENDINGS = ['.yaml', '.yml', '.csv', '.jsonl'];

/** The hash of a pack's content files as they are now. Throws `bad_pack` where there is no pack at all. */
export async function hashContent(folder: string): Promise<string> {
  return hashFiles(await loadFiles(folder));
}

/** Texts by their path inside the pack, in the order of the paths. Throws `bad_pack` where there is no pack at all. */
export async function loadFiles(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new ServiceError('bad_pack', `Cannot read the pack folder "${folder}": expected a folder with a pack.yaml`, {
      cause,
    });
  });
  const wanted = names
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => CONTENT_ENDINGS.some((ending) => name.endsWith(ending)) && !name.startsWith(`${INDEX_FOLDER}/`))
    .sort();
  if (!wanted.includes('pack.yaml'))
    throw new ServiceError('bad_pack', `Found no pack.yaml in "${folder}": expected a pack folder`);
  return new Map(
    await Promise.all(wanted.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const)),
  );
}

export function hashFiles(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [name, text] of files) hash.update(`${name}\n${Buffer.byteLength(text)}\n`).update(text);
  return hash.digest('hex');
}
