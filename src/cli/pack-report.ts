// `quintet pack report`: what a pack holds, which facts it speaks to, and what random users get from it.

import { findVocabulary } from '../composition/vocabularies.ts';
import { ServiceError } from '../kernel/errors.ts';
import { checkPack, formatFault } from '../pack/check.ts';
import { expandAny } from '../pack/compile.ts';
import type { ContentItem, PackContent, VocabularyProvider } from '../pack/content.ts';
import type { CliContext } from './context.ts';
import { surveyPack } from './survey-pack.ts';

export type ReportOptions = { folder: string; users: number; seed: number };

const MOST_SHOWN = 20;

/** Throws `bad_pack` when an item is out of reach, or when some user gets nothing from a source. */
export async function reportPack(context: CliContext, { folder, users, seed }: ReportOptions): Promise<void> {
  const { content, faults } = await checkPack(folder, findVocabulary);
  const vocabulary = content && findVocabulary(content.vocabulary);
  if (!content || !vocabulary || faults.length > 0)
    throw new ServiceError('bad_pack', `${folder}: ${faults.length} fault(s), run "quintet pack check"`);
  printParts(context, content);
  printFacts(context, { content, vocabulary });
  const survey = await surveyPack(content, { vocabulary, users, firstSeed: seed });
  if (!survey) return context.print('The vocabulary has no sample users, so reach and diversity cannot be measured');
  const { index, coverage, missing } = survey;
  context.print(`\n${users} random users, ${index.pack.themes.size} themes, seeds from ${seed}`);
  context.print('source     mean items   empty   two users share   two themes share');
  for (const row of coverage.sources)
    context.print(
      `${row.source.padEnd(10)} ${row.meanItems.toFixed(1).padStart(10)} ${percent(row.emptyShare).padStart(7)} ${percent(row.userOverlap).padStart(17)} ${percent(row.themeOverlap).padStart(18)}  ${row.emptyThemes.join(' ')}`,
    );
  context.print(`\nreached: ${content.items.length - missing.length} of ${content.items.length} items`);
  for (const item of missing.slice(0, MOST_SHOWN))
    context.print(formatFault({ at: item.at, message: `no witness was found that gets "${item.id}"` }));
  const emptySources = coverage.sources.filter((row) => row.emptyShare > 0);
  if (missing.length > 0 || emptySources.length > 0)
    throw new ServiceError(
      'bad_pack',
      `${missing.length} item(s) out of reach, ${emptySources.length} source(s) empty for some user`,
    );
}

function printParts(context: CliContext, content: PackContent): void {
  context.print('part             items   languages   with conditions');
  for (const [part, items] of Map.groupBy(content.items, (item) => item.part))
    context.print(
      `${part.padEnd(14)} ${String(items.length).padStart(7)}   ${content.languages.join(', ').padEnd(9)}   ${items.filter((item) => item.when.length > 0).length}`,
    );
  context.print(`edges          ${String(content.edges.length).padStart(7)}`);
}

/** How many of the vocabulary's keys and values some item speaks to. */
function printFacts(
  context: CliContext,
  { content, vocabulary }: { content: PackContent; vocabulary: VocabularyProvider },
): void {
  if (!vocabulary.facts) return;
  const total = [...vocabulary.facts.values()].reduce((sum, values) => sum + values.length, 0);
  const row = (name: string, items: readonly ContentItem[]): void => {
    const facts = new Set(
      items.flatMap((item) => [...item.when.flat(), ...expandAny(item.about, vocabulary.facts).keys()]),
    );
    const keys = new Set([...facts].map((fact) => fact.slice(0, fact.indexOf('='))));
    context.print(
      `${name.padEnd(14)} ${String(keys.size).padStart(4)} of ${vocabulary.facts?.size} keys, ${facts.size} of ${total} facts`,
    );
  };
  context.print('\nfacts spoken to');
  for (const [part, items] of Map.groupBy(content.items, (item) => item.part)) row(part, items);
  row('all parts', content.items);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
