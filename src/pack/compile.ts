// Compiles content into the form that search reads. Pure and deterministic: the same content gives the same index.

import type { Fact, Vocabulary } from '../kernel/facts.ts';
import { LOCALES } from '../kernel/locale.ts';
import { requireShortFrames } from './checks/frames.ts';
import type { CompiledEdges, CompiledPack, CompiledPart, PackItem } from './compiled.ts';
import type { ContentItem, Edge, PackContent, VocabularyProvider } from './content.ts';
import { buildLexical, buildPostings, type Posting } from './postings.ts';

/** How many sampled users tell how rare a fact is: enough for one of sixty day pillars to be seen 30 times. */
const SAMPLE_SIZE = 2000;

export type CompileOptions = {
  readonly vocabulary: VocabularyProvider;
  /** Length of a text in tokens of the budget's tokenizer. */
  countTokens(text: string): number;
};

/** Throws `bad_pack` for a heading or citation that would break the token budget of a packed context. */
export function compilePack(content: PackContent, { vocabulary, countTokens }: CompileOptions): CompiledPack {
  requireShortFrames(content, countTokens);
  const known = vocabulary.facts;
  const items = content.items.map((item) => ({ ...item, about: expandAny(item.about, known) }));
  const factIds = numberFacts(items);
  const partNames = [...new Set(items.map((item) => item.part))].sort();
  const parts = new Map<string, CompiledPart>();
  let firstItem = 0;
  for (const name of partNames) {
    const own = items.filter((item) => item.part === name).sort((a, b) => (a.id < b.id ? -1 : 1));
    parts.set(name, compilePart(own, { name, firstItem, factIds, content, countTokens }));
    firstItem += own.length;
  }
  return {
    name: content.name,
    version: content.version,
    contentHash: content.contentHash,
    vocabulary: content.vocabulary,
    languages: content.languages,
    sources: content.sources,
    themes: content.themes,
    fallbackTheme: content.fallbackTheme,
    concepts: new Map([...content.concepts].map(([name, concept]) => [name, concept.label])),
    relations: content.relations,
    factIds,
    factIdf: vocabulary.sample ? sampledIdf(factIds, vocabulary.sample) : itemIdf(factIds, items),
    parts,
    edges: compileEdges(content.edges, parts),
    itemCount: items.length,
  };
}

/** Replaces `key=*` by every value of the key. */
export function expandAny(about: ReadonlyMap<Fact, number>, known: Vocabulary | undefined): Map<Fact, number> {
  const expanded = new Map<Fact, number>();
  for (const [fact, weight] of about) {
    const key = fact.endsWith('=*') ? fact.slice(0, -2) : undefined;
    const values = key === undefined ? undefined : known?.get(key);
    if (values) for (const value of values) expanded.set(`${key}=${value}`, weight);
    else expanded.set(fact, weight);
  }
  return expanded;
}

function numberFacts(items: readonly ContentItem[]): Map<Fact, number> {
  const facts = new Set<Fact>();
  for (const item of items) {
    for (const fact of item.when.flat()) facts.add(fact);
    for (const fact of item.about.keys()) facts.add(fact);
  }
  return new Map([...facts].sort().map((fact, id) => [fact, id]));
}

type PartOptions = {
  name: string;
  firstItem: number;
  factIds: ReadonlyMap<Fact, number>;
  content: PackContent;
  countTokens(text: string): number;
};

function compilePart(items: readonly ContentItem[], options: PartOptions): CompiledPart {
  const { name, firstItem, factIds, content, countTokens } = options;
  const idOf = (fact: Fact): number => factIds.get(fact) ?? 0;
  const conditions: Posting[] = [];
  const about: Posting[] = [];
  const themes = new Map<string, Float32Array>();
  for (const [target, item] of items.entries()) {
    for (const [position, alternatives] of item.when.entries())
      for (const fact of alternatives) conditions.push({ key: idOf(fact), target, value: 2 ** position });
    for (const [fact, value] of item.about) about.push({ key: idOf(fact), target, value });
    for (const [theme, weight] of item.themes) {
      const weights = themes.get(theme) ?? new Float32Array(items.length);
      weights[target] = weight;
      themes.set(theme, weights);
    }
  }
  const documents = items.map((item) => ({
    ...item,
    extra: item.concepts.flatMap((concept) => content.concepts.get(concept)?.label ?? []),
  }));
  return {
    name,
    firstItem,
    items: items.map((item) => toPackItem(item, countTokens)),
    conditions: buildPostings(conditions, factIds.size),
    masks: Uint32Array.from(items, (item) => 2 ** item.when.length - 1),
    about: buildPostings(about, factIds.size),
    themes,
    lexical: { ko: buildLexical(documents, 'ko'), en: buildLexical(documents, 'en') },
  };
}

function toPackItem(item: ContentItem, countTokens: (text: string) => number): PackItem {
  const { id, kind, group, when, concepts, weight, name, text, citation } = item;
  const [ko = 0, en = 0] = LOCALES.map((locale) => countTokens(`${name?.[locale] ?? ''} ${text[locale]}`));
  return {
    id,
    kind,
    group,
    when,
    concepts,
    weight,
    name,
    text,
    citation,
    about: [...item.about.keys()],
    themes: [...item.themes.keys()],
    tokens: { ko, en },
  };
}

function sampledIdf(factIds: ReadonlyMap<Fact, number>, sample: (seed: number) => Iterable<Fact>): Float32Array {
  const counts = new Float32Array(factIds.size);
  for (let seed = 0; seed < SAMPLE_SIZE; seed++)
    for (const fact of sample(seed)) {
      const id = factIds.get(fact);
      if (id !== undefined) counts[id] = (counts[id] ?? 0) + 1;
    }
  return counts.map((count) => -Math.log((count + 0.5) / (SAMPLE_SIZE + 1)));
}

/** Without a sample of users, a fact that few items name counts as rare. */
function itemIdf(factIds: ReadonlyMap<Fact, number>, items: readonly ContentItem[]): Float32Array {
  const counts = new Float32Array(factIds.size);
  for (const item of items)
    for (const fact of new Set([...item.when.flat(), ...item.about.keys()])) {
      const id = factIds.get(fact) ?? 0;
      counts[id] = (counts[id] ?? 0) + 1;
    }
  return counts.map((count) => Math.log(1 + items.length / (1 + count)));
}

function compileEdges(edges: readonly Edge[], parts: ReadonlyMap<string, CompiledPart>): Map<string, CompiledEdges> {
  const compiled = new Map<string, CompiledEdges>();
  for (const [name, part] of parts) {
    const place = new Map(part.items.map((item, index) => [item.id, index]));
    const own = edges.filter((edge) => place.has(edge.source) && place.has(edge.target));
    if (own.length === 0) continue;
    const relationNames = [...new Set(own.map((edge) => edge.relation))].sort();
    const entries: { key: number; target: number; value: number; relation: number; forward: number }[] = [];
    for (const edge of own) {
      const [from = 0, to = 0] = [place.get(edge.source), place.get(edge.target)];
      const relation = relationNames.indexOf(edge.relation);
      entries.push({ key: from, target: to, value: edge.weight, relation, forward: 1 });
      entries.push({ key: to, target: from, value: edge.weight, relation, forward: 0 });
    }
    entries.sort((a, b) => a.key - b.key || a.target - b.target || a.relation - b.relation || b.forward - a.forward);
    compiled.set(name, {
      adjacency: buildPostings(entries, part.items.length),
      relations: Uint16Array.from(entries, (entry) => entry.relation),
      isForward: Uint8Array.from(entries, (entry) => entry.forward),
      relationNames,
    });
  }
  return compiled;
}
