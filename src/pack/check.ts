// Everything that is wrong with a pack, all at once: form, references, texts. It changes nothing.

import { checkReferences } from './checks/references.ts';
import { type ContentRules, readRules } from './checks/rules.ts';
import { checkTexts } from './checks/texts.ts';
import type { PackContent, PackFault, VocabularyProvider } from './content.ts';
import { readPack } from './read.ts';

export type CheckResult = { readonly content: PackContent | undefined; readonly faults: readonly PackFault[] };

/** Throws `bad_pack` only where there is no pack at all. */
export async function checkPack(
  folder: string,
  vocabularies: (name: string) => VocabularyProvider | undefined,
): Promise<CheckResult> {
  const read = await readPack(folder);
  const faults = [...read.faults];
  const rules: ContentRules = await readRules(folder, faults);
  if (read.content) {
    const vocabulary = vocabularies(read.content.vocabulary);
    if (!vocabulary)
      faults.push({
        at: { file: 'pack.yaml', line: 1 },
        message: `vocabulary: "${read.content.vocabulary}" is unknown`,
      });
    else faults.push(...checkReferences(read.content, vocabulary.facts), ...checkTexts(read.content, rules));
  }
  faults.sort((a, b) => (a.at.file === b.at.file ? a.at.line - b.at.line : a.at.file < b.at.file ? -1 : 1));
  return { content: read.content, faults };
}

export function formatFault({ at, message }: PackFault): string {
  return `${at.file}:${at.line}: ${message}`;
}
