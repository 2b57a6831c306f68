// Puts a copy of the pack aside, so that an edit during a run changes nothing, and refuses one whose index is stale: its
// service would compile and embed behind the answers, and every number would be another one.

import { cp } from 'node:fs/promises';
import path from 'node:path';
import { hashContent } from '../../src/pack/content-files.ts';
import { INDEX_FOLDER, readManifest } from '../../src/pack/store.ts';

/** Returns the folder of the copy, and the pack's name with the beginning of its content hash. */
export async function preparePack(
  folder: string,
  { scratch }: { scratch: string },
): Promise<{ folder: string; label: string }> {
  const copy = path.join(scratch, path.basename(path.resolve(folder)));
  await cp(folder, copy, { recursive: true });
  const manifest = await readManifest(path.join(copy, INDEX_FOLDER));
  if (manifest?.contentHash !== (await hashContent(copy)))
    throw new Error(
      `The index of "${folder}" is missing or older than its content: run "bun run quintet pack build ${folder}", or give another pack with --pack`,
    );
  return { folder: copy, label: `${path.basename(copy)} ${manifest.contentHash.slice(0, 12)}` };
}
