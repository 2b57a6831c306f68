// Turns the entries of one content file into items: conditions, soft facts, themes and citations in their final form.

import type { Fact } from '../kernel/facts.ts';
import type { LocalText } from '../kernel/locale.ts';
import type { Citation, ConceptConfig, ContentItem, EngineName, ItemKind, PackFault } from './content.ts';
import type { Passage } from './lines.ts';
import { type ItemEntry, type ItemsFile, itemEntry, itemsFile } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';

/** Own themes and facts count in full; those that come with a concept count for less, and less with each concept. */
const CONCEPT_SHARE = [0.6, 0.4, 0.3];

export type ItemContext = {
  readonly concepts: ReadonlyMap<string, ConceptConfig>;
  readonly passages: ReadonlyMap<string, Passage>;
  readonly works: Readonly<Record<string, { author: LocalText; work: LocalText }>>;
  readonly faults: PackFault[];
};

type PartContext = ItemContext & { readonly part: string; readonly engine: EngineName };

export function readItems(yaml: YamlFile, context: PartContext): ContentItem[] {
  if (yaml.value === undefined) return [];
  const file = yaml.parse(itemsFile, { value: yaml.value, path: [] });
  if (!file) return [];
  const items: ContentItem[] = [];
  for (const [index, value] of file.items.entries()) {
    const entry = yaml.parse(itemEntry, { value, path: ['items', index] });
    if (entry) items.push(toItem(entry, { ...context, yaml, file, path: ['items', index] }));
  }
  return items;
}

type EntryContext = PartContext & { yaml: YamlFile; file: ItemsFile; path: PropertyKey[] };

function toItem(entry: ItemEntry, context: EntryContext): ContentItem {
  const about = new Map<Fact, number>(entry.about.flatMap(expandAlternatives).map((fact) => [fact, 1]));
  const themes = new Map<string, number>(entry.themes.map((theme) => [theme, 1]));
  for (const [index, name] of entry.concepts.entries()) {
    const concept = context.concepts.get(name);
    if (!concept) {
      context.faults.push({
        at: context.yaml.place([...context.path, 'concepts', index]),
        message: `concepts: "${name}" is not in concepts.yaml`,
      });
      continue;
    }
    const share = CONCEPT_SHARE[index] ?? 0.2;
    for (const fact of concept.about) about.set(fact, Math.max(about.get(fact) ?? 0, share));
    for (const theme of concept.themes) themes.set(theme, Math.max(themes.get(theme) ?? 0, share));
  }
  const kind = kindOf(entry, context);
  const part = kind === 'rule' && context.engine === 'graph' ? rulesPart(context.part) : context.part;
  return {
    id: `${part}/${entry.id}`,
    part,
    kind,
    group: context.file.voice ?? context.file.domain ?? context.file.family ?? entry.kind,
    when: entry.when.map(expandAlternatives),
    about,
    themes,
    concepts: entry.concepts,
    weight: entry.weight,
    name: entry.name ?? entry.title,
    text: { ko: entry.ko, en: entry.en },
    citation: citationOf(entry, context),
    at: context.yaml.place(context.path),
  };
}

/** Rules that stand beside a graph's nodes are a part of their own: they are searched apart from the nodes. */
export function rulesPart(part: string): string {
  return `${part}.rules`;
}

/** `a.b=c|d` names two alternatives of one key. */
function expandAlternatives(condition: string): Fact[] {
  const at = condition.indexOf('=');
  if (at < 0) return [condition];
  const key = condition.slice(0, at);
  return condition
    .slice(at + 1)
    .split('|')
    .map((value) => `${key}=${value}`);
}

function kindOf(entry: ItemEntry, context: EntryContext): ItemKind {
  if (entry.passage !== undefined) return 'quotation';
  if (context.engine === 'passages') return 'passage';
  if (context.engine === 'rules') return 'rule';
  return entry.kind === undefined ? 'rule' : 'node';
}

function citationOf(entry: ItemEntry, context: EntryContext): Citation | undefined {
  if (entry.passage === undefined) return undefined;
  const at = context.yaml.place([...context.path, 'passage']);
  const passage = context.passages.get(entry.passage);
  if (!passage) {
    context.faults.push({ at, message: `passage: "${entry.passage}" is not among the shipped passages` });
    return undefined;
  }
  const work = context.works[passage.work];
  if (!work) context.faults.push({ at, message: `passage: the work "${passage.work}" is not in works.yaml` });
  const unknown = { ko: passage.work, en: passage.work };
  return {
    author: work?.author ?? unknown,
    work: work?.work ?? unknown,
    section: passage.section,
    passage: entry.passage,
  };
}
