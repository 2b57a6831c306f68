// Reads a pack folder into PackContent, or into the list of everything that is wrong with it. It judges form, not prose.

import type { z } from 'zod';
import type { LocalText } from '../kernel/locale.ts';
import type { ConceptConfig, ContentItem, Edge, PackContent, PackFault, SourceConfig, ThemeConfig } from './content.ts';
import { hashFiles, loadFiles } from './content-files.ts';
import { type PackFiles, readPassages, readTable } from './lines.ts';
import { type ItemContext, readItems, rulesPart } from './read-items.ts';
import { conceptsFile, packFile, relationsFile, worksFile } from './schema.ts';
import { YamlFile } from './yaml-file.ts';

export type ReadResult = { readonly content: PackContent | undefined; readonly faults: readonly PackFault[] };

/** Reads every content file below `folder`. Throws `bad_pack` only where there is no pack at all. */
export async function readPack(folder: string): Promise<ReadResult> {
  const faults: PackFault[] = [];
  const files = await loadFiles(folder);
  const reader = { files, faults };
  const root = open(reader, 'pack.yaml', packFile);
  if (!root) return { content: undefined, faults };
  const sources = new Map(
    Object.entries(root.sources).map(([name, source]) => [name, toSource(name, source)] as const),
  );
  const concepts = toConcepts(open(reader, 'concepts.yaml', conceptsFile)?.concepts ?? {});
  const passages = readPassages(reader);
  const works = open(reader, 'corpus/works.yaml', worksFile)?.works ?? {};
  const context: ItemContext = { concepts, passages, works, faults };
  const items: ContentItem[] = [];
  for (const part of new Set([...sources.values()].map((source) => source.items)))
    items.push(...readPart(part, { ...context, ...reader, engine: engineOf(part, sources) }));
  const content: PackContent = {
    name: root.name,
    version: root.version,
    vocabulary: root.vocabulary,
    languages: root.languages,
    sources,
    themes: new Map(Object.entries(root.themes).map(([name, theme]) => [name, toTheme(name, theme)])),
    fallbackTheme: root.fallbackTheme,
    concepts,
    relations: readRelations(reader),
    items,
    edges: readEdges(reader),
    passages: new Map([...passages].map(([id, passage]) => [id, passage.text])),
    contentHash: hashFiles(files),
  };
  return { content, faults };
}

function open<T>({ files, faults }: PackFiles, file: string, schema: z.ZodType<T>): T | undefined {
  const text = files.get(file);
  if (text === undefined) return undefined;
  const yaml = new YamlFile(file, { text, faults });
  return yaml.value === undefined ? undefined : yaml.parse(schema, { value: yaml.value, path: [] });
}

function readPart(part: string, options: ItemContext & PackFiles & { engine: SourceConfig['engine'] }): ContentItem[] {
  const items: ContentItem[] = [];
  for (const [file, text] of options.files) {
    if (!file.startsWith(`${part}/`) || !/\.ya?ml$/.test(file)) continue;
    if (/\/(?:relations|works)\.ya?ml$/.test(file)) continue;
    items.push(...readItems(new YamlFile(file, { text, faults: options.faults }), { ...options, part }));
  }
  return items;
}

function readRelations(reader: PackFiles): Map<string, LocalText> {
  const relations = new Map<string, LocalText>();
  for (const file of reader.files.keys()) {
    if (!file.endsWith('/relations.yaml')) continue;
    for (const [name, label] of Object.entries(open(reader, file, relationsFile)?.relations ?? {}))
      relations.set(name, label);
  }
  return relations;
}

function readEdges(reader: PackFiles): Edge[] {
  const edges: Edge[] = [];
  for (const row of readTable(reader, { folder: '/edges/', columns: ['source', 'relation', 'target', 'weight'] })) {
    const [source = '', relation = '', target = '', weight = ''] = row.cells;
    const part = row.at.file.slice(0, row.at.file.indexOf('/'));
    const value = Number(weight);
    if (!(value > 0 && value <= 1))
      reader.faults.push({ at: row.at, message: `weight: found "${weight}", expected a number above 0 and at most 1` });
    edges.push({ source: `${part}/${source}`, relation, target: `${part}/${target}`, weight: value, at: row.at });
  }
  return edges;
}

function engineOf(part: string, sources: ReadonlyMap<string, SourceConfig>): SourceConfig['engine'] {
  for (const source of sources.values()) if (source.items === part) return source.engine;
  return 'passages';
}

function toSource(name: string, source: z.infer<typeof packFile>['sources'][string]): SourceConfig {
  const { engine, items, limit, rules, needs } = source;
  return {
    title: source.title ?? { ko: name, en: name },
    engine,
    items,
    limit,
    rules,
    ruleItems: rulesPart(items),
    needs,
    isBalancedByGroup: source.balanceByGroup,
    isBoundToDomain: source.domainByTheme,
  };
}

function toTheme(name: string, theme: z.infer<typeof packFile>['themes'][string]): ThemeConfig {
  return {
    name,
    label: { ko: theme.ko, en: theme.en },
    aliases: theme.aliases,
    domain: theme.domain,
    isDomainOpen: theme.openDomain,
    emphasis: theme.emphasis,
  };
}

function toConcepts(concepts: z.infer<typeof conceptsFile>['concepts']): Map<string, ConceptConfig> {
  return new Map(
    Object.entries(concepts).map(([name, { ko, en, themes, about }]) => [name, { label: { ko, en }, themes, about }]),
  );
}
