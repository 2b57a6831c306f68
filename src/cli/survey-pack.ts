// Asks a pack for random users, and looks for a user for whatever none of them got: what `pack check` judges and
// `pack report` shows.

import { type Coverage, measureCoverage } from '../evaluation/coverage.ts';
import { findUnreachable } from '../evaluation/reach.ts';
import { compilePack } from '../pack/compile.ts';
import type { ContentItem, PackContent, VocabularyProvider } from '../pack/content.ts';
import { PackIndex } from '../search/pack-index.ts';
import { createSources } from '../sources/create-sources.ts';
import { loadTokenCounter } from '../text/count-tokens.ts';

export type Survey = {
  readonly index: PackIndex;
  readonly coverage: Coverage;
  /** Items that no user was found for. */
  readonly missing: readonly ContentItem[];
};

export type SurveyOptions = {
  readonly vocabulary: VocabularyProvider;
  readonly users: number;
  readonly firstSeed: number;
};

/** Undefined where the vocabulary cannot make users. */
export async function surveyPack(content: PackContent, options: SurveyOptions): Promise<Survey | undefined> {
  const { vocabulary, users, firstSeed } = options;
  const { sample } = vocabulary;
  if (!sample) return undefined;
  const index = new PackIndex(compilePack(content, { vocabulary, countTokens: await loadTokenCounter() }));
  const sources = createSources(index);
  const coverage = await measureCoverage({ index, sources, sample, users, firstSeed });
  const missing = await findUnreachable(content.items, { index, sources, vocabulary, returned: coverage.returned });
  return { index, coverage, missing };
}
