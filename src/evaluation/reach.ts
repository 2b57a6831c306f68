// Finds items that nobody would ever be shown: for every item a user is made for whom it holds, and asked for.

import type { Fact } from '../kernel/facts.ts';
import type { ContentItem, SourceConfig, VocabularyProvider } from '../pack/content.ts';
import type { PackIndex } from '../search/pack-index.ts';
import type { Source } from '../sources/source.ts';
import { ask, idsOf } from './ask.ts';

/** Tries per item without conditions: users for whom other pairs of its soft facts hold. */
const SOFT_TRIES = 24;
/** Further random users, asked about an item's own themes, before a witness is made for it. */
const RANDOM_USERS = 400;

export type ReachOptions = {
  readonly index: PackIndex;
  readonly sources: ReadonlyMap<string, Source>;
  readonly vocabulary: VocabularyProvider;
  /** Items that were returned already. */
  readonly returned: ReadonlySet<string>;
};

/** Items for which no witness was found that gets them. */
export async function findUnreachable(items: readonly ContentItem[], options: ReachOptions): Promise<ContentItem[]> {
  const returned = new Set(options.returned);
  for (let seed = 0; seed < RANDOM_USERS; seed++) {
    const waiting = items.filter((item) => !returned.has(item.id));
    if (waiting.length === 0) return [];
    await askForAll(waiting, { ...options, returned, facts: [...(options.vocabulary.sample?.(seed) ?? [])] });
  }
  const missing: ContentItem[] = [];
  for (const item of items) if (!returned.has(item.id) && !(await isReached(item, options))) missing.push(item);
  return missing;
}

/** Asks every source and theme that some waiting item belongs to, once, and notes what came back. */
async function askForAll(
  waiting: readonly ContentItem[],
  options: ReachOptions & { returned: Set<string>; facts: readonly string[] },
): Promise<void> {
  const { index, sources, returned, facts } = options;
  const asked = new Set<string>();
  for (const item of waiting) {
    const source = sourceOf(item, { configs: index.pack.sources, sources });
    for (const name of item.themes.keys()) {
      const theme = index.theme(name);
      if (!source || !theme || asked.has(`${source.name} ${name}`)) continue;
      asked.add(`${source.name} ${name}`);
      for (const id of idsOf(await ask(source, { facts, theme }))) returned.add(id);
    }
  }
}

async function isReached(item: ContentItem, { index, sources, vocabulary }: ReachOptions): Promise<boolean> {
  const source = sourceOf(item, { configs: index.pack.sources, sources });
  if (!source) return false;
  const named = [...item.themes.keys()];
  const themes = [...index.pack.themes.values()].sort(
    (a, b) => Number(named.includes(b.name)) - Number(named.includes(a.name)),
  );
  for (const conditions of witnessConditions(item, index)) {
    const facts = vocabulary.witness?.(conditions);
    if (!facts) continue;
    const known = [...facts];
    for (const theme of themes) if (idsOf(await ask(source, { facts: known, theme })).includes(item.id)) return true;
  }
  return false;
}

/** The item's own conditions, with what the source needs; for items without conditions, pairs of its soft facts. */
function* witnessConditions(item: ContentItem, index: PackIndex): Generator<string[]> {
  const own = item.when.map((alternatives) => joinAlternatives(alternatives));
  if (own.length > 0) yield own;
  const soft = [...(index.pack.parts.get(item.part)?.items.find((found) => found.id === item.id)?.about ?? [])];
  let tries = 0;
  for (const [place, first] of soft.entries())
    for (const second of soft.slice(place + 1)) {
      if (tries++ >= SOFT_TRIES) return;
      yield [...own, first, second];
    }
  for (const fact of soft) yield [...own, fact];
}

function joinAlternatives(alternatives: readonly string[]): string {
  const [first = '', ...others] = alternatives;
  return [first, ...others.map((fact) => fact.slice(fact.indexOf('=') + 1))].join('|');
}

function sourceOf(
  item: ContentItem,
  options: { configs: ReadonlyMap<string, SourceConfig>; sources: ReadonlyMap<string, Source> },
): Source | undefined {
  for (const [name, config] of options.configs)
    if (config.items === item.part || config.ruleItems === item.part) return options.sources.get(name);
  return undefined;
}

/** Facts that conditions name and that no user can have. */
export function findImpossibleFacts(items: readonly ContentItem[], { witness }: VocabularyProvider): Set<Fact> {
  const facts = new Set(items.flatMap((item) => item.when.flat()));
  return new Set([...facts].filter((fact) => witness && !witness([fact])));
}
