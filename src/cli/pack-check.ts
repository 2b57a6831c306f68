// `quintet pack check`: everything that is wrong with a pack, with file and line, whether its index is fresh, and whether
// every item can be reached by somebody.

import path from 'node:path';
import { findVocabulary } from '../composition/vocabularies.ts';
import { findImpossibleFacts } from '../evaluation/reach.ts';
import { ServiceError } from '../kernel/errors.ts';
import { checkPack, formatFault } from '../pack/check.ts';
import type { PackContent, PackFault } from '../pack/content.ts';
import { INDEX_FOLDER, readManifest } from '../pack/store.ts';
import type { CliContext } from './context.ts';
import { surveyPack } from './survey-pack.ts';

/** Random users that are asked for before a witness is made for whatever none of them got. */
const USERS = 60;
const FIRST_SEED = 1_000_000;

export type CheckOptions = { readonly folder: string; readonly isQuick: boolean };

/** Throws `bad_pack` when there is anything to mend. */
export async function checkPackFolder(context: CliContext, { folder, isQuick }: CheckOptions): Promise<void> {
  const { content, faults: found } = await checkPack(folder, findVocabulary);
  const faults = content && found.length === 0 && !isQuick ? await checkReach(content) : found;
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

/** Items that no user would ever be shown, and facts that nobody can have. Needs a vocabulary that can make users. */
async function checkReach(content: PackContent): Promise<PackFault[]> {
  const vocabulary = findVocabulary(content.vocabulary);
  const survey = vocabulary && (await surveyPack(content, { vocabulary, users: USERS, firstSeed: FIRST_SEED }));
  if (!vocabulary || !survey) return [];
  const impossible = findImpossibleFacts(content.items, vocabulary);
  return [
    ...survey.missing.map(({ at, id }) => ({ at, message: `no user was found who would be shown "${id}"` })),
    ...content.items.flatMap(({ at, when }) =>
      when
        .flat()
        .filter((fact) => impossible.has(fact))
        .map((fact) => ({ at, message: `when: nobody can have "${fact}"` })),
    ),
  ];
}
