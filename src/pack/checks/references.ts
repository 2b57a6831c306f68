// Checks that everything a pack names is there: facts, themes, domains, edges, quotations in their passages.

import type { Fact, Vocabulary } from '../../kernel/facts.ts';
import { splitFact } from '../../kernel/facts.ts';
import type { ContentItem, PackContent, PackFault, Place } from '../content.ts';

/** Conditions are bits of one 32-bit number. */
const MAX_CONDITIONS = 30;

export function checkReferences(content: PackContent, vocabulary: Vocabulary | undefined): PackFault[] {
  return [
    ...checkIds(content.items),
    ...content.items.flatMap((item) => checkItem(item, { content, vocabulary })),
    ...checkThemes(content),
    ...checkConcepts(content, vocabulary),
    ...checkEdges(content),
    ...content.items.flatMap((item) => checkQuotation(item, content)),
  ];
}

function checkIds(items: readonly ContentItem[]): PackFault[] {
  const first = new Map<string, Place>();
  const faults: PackFault[] = [];
  for (const { id, at } of items) {
    const earlier = first.get(id);
    if (earlier) faults.push({ at, message: `id: "${id}" stands already at ${earlier.file}:${earlier.line}` });
    else first.set(id, at);
  }
  return faults;
}

type Context = { content: PackContent; vocabulary: Vocabulary | undefined };

function checkItem(item: ContentItem, { content, vocabulary }: Context): PackFault[] {
  const faults: PackFault[] = [];
  const say = (message: string): number => faults.push({ at: item.at, message });
  if (item.when.length > MAX_CONDITIONS)
    say(`when: found ${item.when.length} conditions, expected at most ${MAX_CONDITIONS}`);
  for (const alternatives of item.when)
    for (const fact of alternatives)
      for (const message of factFaults(fact, { vocabulary, isAnyAllowed: false })) say(`when: ${message}`);
  for (const fact of item.about.keys())
    for (const message of factFaults(fact, { vocabulary, isAnyAllowed: true })) say(`about: ${message}`);
  for (const theme of item.themes.keys()) if (!content.themes.has(theme)) say(`themes: "${theme}" is not in pack.yaml`);
  if (item.kind === 'rule' && item.when.length === 0)
    say('when: found no condition, expected at least one: a rule claims something about the reader');
  return faults;
}

function* factFaults(
  fact: Fact,
  options: { vocabulary: Vocabulary | undefined; isAnyAllowed: boolean },
): Generator<string> {
  const { key, value } = splitFact(fact);
  if (value === '') yield `found "${fact}", expected key=value`;
  if (!options.vocabulary) return;
  const values = options.vocabulary.get(key);
  if (!values) yield `the vocabulary has no key "${key}"`;
  else if (!(options.isAnyAllowed && value === '*') && !values.includes(value))
    yield `"${key}" has no value "${value}"`;
}

function checkThemes(content: PackContent): PackFault[] {
  const at = { file: 'pack.yaml', line: 1 };
  const faults: PackFault[] = [];
  if (!content.themes.has(content.fallbackTheme))
    faults.push({ at, message: `fallbackTheme: "${content.fallbackTheme}" is not a theme` });
  const groups = new Set(content.items.map((item) => item.group));
  for (const theme of content.themes.values())
    if (theme.domain !== undefined && !groups.has(theme.domain))
      faults.push({ at, message: `themes.${theme.name}.domain: no item belongs to "${theme.domain}"` });
  return faults;
}

function checkConcepts(content: PackContent, vocabulary: Vocabulary | undefined): PackFault[] {
  const at = { file: 'concepts.yaml', line: 1 };
  return [...content.concepts].flatMap(([name, concept]) => [
    ...concept.about.flatMap((fact) =>
      [...factFaults(fact, { vocabulary, isAnyAllowed: true })].map((message) => ({
        at,
        message: `${name}.about: ${message}`,
      })),
    ),
    ...concept.themes
      .filter((theme) => !content.themes.has(theme))
      .map((theme) => ({ at, message: `${name}.themes: "${theme}" is not in pack.yaml` })),
  ]);
}

function checkEdges({ edges, items, relations }: PackContent): PackFault[] {
  const ids = new Set(items.map((item) => item.id));
  const seen = new Set<string>();
  return edges.flatMap(({ source, relation, target, at }) => {
    const faults: PackFault[] = [];
    for (const end of [source, target]) if (!ids.has(end)) faults.push({ at, message: `edge: no node "${end}"` });
    if (!relations.has(relation)) faults.push({ at, message: `edge: no relation "${relation}" in relations.yaml` });
    if (source === target) faults.push({ at, message: `edge: "${source}" leads to itself` });
    const key = `${source} ${relation} ${target}`;
    if (seen.has(key)) faults.push({ at, message: 'edge: it stands twice' });
    seen.add(key);
    return faults;
  });
}

function checkQuotation({ kind, citation, text, at }: ContentItem, { passages }: PackContent): PackFault[] {
  if (kind !== 'quotation' || !citation) return [];
  const isVerbatim = passages.get(citation.passage)?.includes(text.en) ?? false;
  return isVerbatim ? [] : [{ at, message: `en: not found word for word in the passage "${citation.passage}"` }];
}
