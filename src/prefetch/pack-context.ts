// Packs what the sources found into one Markdown text within a token budget: the sources take turns, best items first,
// each cited by a number.

import type { Locale } from '../kernel/locale.ts';
import type { SourceItem } from '../sources/source.ts';
import { CITATION_TOKENS, HEADING_TOKENS, LINE_TOKENS } from '../text/context-cost.ts';
import type { SourceResult } from './types.ts';

export type ContextSection = { readonly source: string; readonly heading: string; readonly result: SourceResult };
export type PackedContext = {
  readonly text: string;
  readonly tokens: number;
  readonly citations: ReadonlyMap<string, number>;
};

export function packContext(
  sections: readonly ContextSection[],
  options: { tokenBudget: number; locale: Locale },
): PackedContext {
  const filled = sections.filter((section) => section.result.items.length + section.result.rules.length > 0);
  const chosen = chooseItems(filled, options.tokenBudget);
  const citations = new Map<string, number>();
  const blocks: string[] = [];
  for (const section of filled) {
    const items = chosen.bySource.get(section.source) ?? [];
    if (items.length === 0) continue;
    const lines = items.map((item) => {
      citations.set(item.id, citations.size + 1);
      return renderItem(item, { number: citations.size, locale: options.locale });
    });
    blocks.push([`## ${section.heading}`, ...lines].join('\n'));
  }
  return { text: blocks.join('\n\n'), tokens: chosen.tokens, citations };
}

/** Turn by turn every source gives its next best item, so that none is left out and none takes all. */
function chooseItems(
  sections: readonly ContextSection[],
  budget: number,
): { bySource: Map<string, SourceItem[]>; tokens: number } {
  const bySource = new Map<string, SourceItem[]>(sections.map(({ source }) => [source, []]));
  const queues = sections.map(({ source, result }) => ({ source, items: interleave(result) }));
  const turns = Math.max(0, ...queues.map(({ items }) => items.length));
  let tokens = 0;
  for (let turn = 0; turn < turns; turn++)
    for (const { source, items } of queues) {
      const item = items[turn];
      const chosen = bySource.get(source);
      if (!item || !chosen) continue;
      const cost = itemCost(item) + (chosen.length === 0 ? HEADING_TOKENS : 0);
      if (tokens + cost > budget) continue;
      chosen.push(item);
      tokens += cost;
    }
  return { bySource, tokens };
}

/** Advice stands before the nodes that it rests on; voices take turns, so that a small budget hears both. */
function interleave({ items, rules }: SourceResult): SourceItem[] {
  const groups = new Map<string, SourceItem[]>();
  for (const item of items) groups.set(item.group ?? '', [...(groups.get(item.group ?? '') ?? []), item]);
  const turns: SourceItem[] = [];
  for (let turn = 0; turns.length < items.length; turn++)
    for (const list of groups.values()) {
      const item = list[turn];
      if (item) turns.push(item);
    }
  return [...rules, ...turns];
}

function itemCost(item: SourceItem): number {
  return item.tokens + LINE_TOKENS + (item.citation ? CITATION_TOKENS : 0);
}

function renderItem(item: SourceItem, { number, locale }: { number: number; locale: Locale }): string {
  if (item.citation)
    return `- “${item.text}” (${item.citation.author[locale]}, ${item.citation.work[locale]}) [${number}]`;
  return item.name ? `- **${item.name}**: ${item.text} [${number}]` : `- ${item.text} [${number}]`;
}
