// Opens a pack for use: its committed index where that fits the content, else one compiled into the data folder.

import path from 'node:path';
import { ServiceError, toServiceError } from '../kernel/errors.ts';
import type { CompiledPack } from './compiled.ts';
import type { VocabularyProvider } from './content.ts';
import { hashContent } from './content-files.ts';
import { INDEX_FORMAT } from './index-file.ts';
import type { SegmentIdentity, VectorSegment } from './segment.ts';
import { INDEX_FOLDER, openIndex, openSegment, readManifest, writeIndexFolder } from './store.ts';

const MOST_FAULTS_SHOWN = 20;

export type OpenPackOptions = {
  readonly dataDir: string;
  vocabularies(name: string): VocabularyProvider | undefined;
  /** Loaded only when a pack has to be compiled. */
  loadTokenCounter(): Promise<(text: string) => number>;
};

export type OpenedPack = {
  readonly pack: CompiledPack;
  readonly vocabulary: VocabularyProvider;
  /** Folders that may hold vector segments; the last one may be written to. */
  readonly folders: readonly string[];
  readonly isCompiledNow: boolean;
};

export async function openPack(folder: string, options: OpenPackOptions): Promise<OpenedPack> {
  const committed = path.join(folder, INDEX_FOLDER);
  const contentHash = await hashContent(folder);
  const own = path.join(options.dataDir, 'packs', `${path.basename(path.resolve(folder))}-${contentHash.slice(0, 12)}`);
  const folders = [committed, own];
  for (const candidate of folders) {
    const found = await readManifest(candidate);
    // An index of another release's format is no fault of the user: it is made anew.
    if (found?.contentHash !== contentHash || found.format !== INDEX_FORMAT) continue;
    const pack = await openOwn(candidate, { isCommitted: candidate === committed });
    if (!pack) continue;
    return { pack, vocabulary: requireVocabulary(pack.vocabulary, options), folders, isCompiledNow: false };
  }
  const pack = await compileFolder(folder, options);
  await writeIndexFolder(pack, own);
  return { pack, vocabulary: requireVocabulary(pack.vocabulary, options), folders, isCompiledNow: true };
}

/** A torn index in the data folder was ours to make, and is made again; a committed one is somebody's to look at. */
async function openOwn(folder: string, { isCommitted }: { isCommitted: boolean }): Promise<CompiledPack | undefined> {
  try {
    return await openIndex(folder);
  } catch (error) {
    if (isCommitted || toServiceError(error).code !== 'bad_pack') throw error;
    return undefined;
  }
}

/** Checks and compiles a pack folder; every fault of its content is in the error's message. */
export async function compileFolder(folder: string, options: Omit<OpenPackOptions, 'dataDir'>): Promise<CompiledPack> {
  // Not static imports: a start that finds its index reads no YAML.
  const [{ checkPack, formatFault }, { compilePack }] = await Promise.all([
    import('./check.ts'),
    import('./compile.ts'),
  ]);
  const { content, faults } = await checkPack(folder, options.vocabularies);
  if (!content || faults.length > 0) {
    const shown = faults.slice(0, MOST_FAULTS_SHOWN).map(formatFault).join('\n  ');
    throw new ServiceError('bad_pack', `The pack "${folder}" has ${faults.length} fault(s):\n  ${shown}`);
  }
  return compilePack(content, {
    vocabulary: requireVocabulary(content.vocabulary, options),
    countTokens: await options.loadTokenCounter(),
  });
}

/** The first segment for the model that fits the pack. */
export async function findSegment(
  { pack, folders }: OpenedPack,
  identity: SegmentIdentity,
): Promise<VectorSegment | undefined> {
  for (const folder of folders) {
    const segment = await openSegment(folder, { pack, identity });
    if (segment) return segment;
  }
  return undefined;
}

function requireVocabulary(name: string, { vocabularies }: Pick<OpenPackOptions, 'vocabularies'>): VocabularyProvider {
  const found = vocabularies(name);
  if (!found)
    throw new ServiceError('bad_pack', `The pack uses the vocabulary "${name}", which this build does not have`);
  return found;
}
