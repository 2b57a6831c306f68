// `quintet pack check`: everything that is wrong with a pack, with file and line, and whether its index is fresh.

import path from 'node:path';
import { findVocabulary } from '../composition/vocabularies.ts';
import { ServiceError } from '../kernel/errors.ts';
import { checkPack, formatFault } from '../pack/check.ts';
import { INDEX_FOLDER, readManifest } from '../pack/store.ts';
import type { CliContext } from './context.ts';

/** Throws `bad_pack` when there is anything to mend. */
export async function checkPackFolder(context: CliContext, folder: string): Promise<void> {
  const { content, faults } = await checkPack(folder, findVocabulary);
  for (const fault of faults) context.print(formatFault(fault));
  if (!content || faults.length > 0) throw new ServiceError('bad_pack', `${folder}: ${faults.length} fault(s)`);
  const manifest = await readManifest(path.join(folder, INDEX_FOLDER));
  if (manifest && manifest.contentHash !== content.contentHash)
    throw new ServiceError(
      'bad_pack',
      `${folder}: the committed index is older than the content, run "quintet pack build ${folder}"`,
    );
  context.print(
    `${folder}: ${content.items.length} items, ${content.edges.length} edges, no faults, ${manifest ? 'index fresh' : 'no index'}`,
  );
}
