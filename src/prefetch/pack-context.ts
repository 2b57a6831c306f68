// Packs what the sources found into one Markdown text within a token budget: the sources take turns, best items first,
// each cited by a number.

import type { Locale } from '../kernel/locale.ts';
import type { SourceItem } from '../sources/source.ts';
import { CITATION_TOKENS, HEADING_TOKENS, LINE_TOKENS } from '../text/context-cost.ts';
import type { PackedContext, SourceResult } from './types.ts';

export type ContextSection = { readonly source: string; readonly heading: string; readonly result: SourceResult };
export function packContext(sections: readonly ContextSection[], tokenBudget: number): PackedContext {
  const filled = sections.filter((section) => section.result.items.length + section.result.rules.length > 0);
  const { chosen, tokens } = chooseItems(filled, tokenBudget);
  const blocks = filled.map(({ heading }, place) => ({ heading, items: chosen[place] ?? [] }));
  return { blocks: blocks.filter(({ items }) => items.length > 0), tokens };
}

/** What a context is written to. A line is its head, the item's text, its tail, the number and a closing bracket. */
export type ContextSink = {
  write(piece: string): void;
  writeLine(item: SourceItem, number: number): void;
};

export function writeContext({ blocks }: PackedContext, sink: ContextSink): void {
  let number = 0;
  for (const { heading, items } of blocks) {
    sink.write(number === 0 ? '## ' : '\n\n## ');
    sink.write(heading);
    for (const item of items) {
      number += 1;
      sink.writeLine(item, number);
    }
  }
}

/** The number under which each item is cited, by its id. */
export function citationsOf({ blocks }: PackedContext): Map<string, number> {
  return new Map(blocks.flatMap(({ items }) => items).map((item, place) => [item.id, place + 1]));
}

/** Turn by turn every source gives its next best item, so that none is left out and none takes all. */
function chooseItems(
  sections: readonly ContextSection[],
  budget: number,
): { chosen: readonly SourceItem[][]; tokens: number } {
  const queues = sections.map(({ result }) => interleave(result));
  const chosen: SourceItem[][] = sections.map(() => []);
  const turns = Math.max(0, ...queues.map(({ length }) => length));
  let tokens = 0;
  for (let turn = 0; turn < turns; turn++)
    for (const [place, queue] of queues.entries()) {
      const item = queue[turn];
      const own = chosen[place];
      if (!item || !own) continue;
      const cost = itemCost(item) + (own.length === 0 ? HEADING_TOKENS : 0);
      if (tokens + cost > budget) continue;
      own.push(item);
      tokens += cost;
    }
  return { chosen, tokens };
}

/** Advice stands before the nodes that it rests on; voices take turns, so that a small budget hears both. */
function interleave({ items, rules }: SourceResult): SourceItem[] {
  const groups = new Map<string, SourceItem[]>();
  for (const item of items) {
    const group = groups.get(item.group ?? '');
    if (group) group.push(item);
    else groups.set(item.group ?? '', [item]);
  }
  const turns = [...rules];
  for (let turn = 0; turns.length < rules.length + items.length; turn++)
    for (const list of groups.values()) {
      const item = list[turn];
      if (item) turns.push(item);
    }
  return turns;
}

function itemCost(item: SourceItem): number {
  return item.tokens + LINE_TOKENS + (item.citation ? CITATION_TOKENS : 0);
}

/** What stands before and behind the text in an item's line, up to the number under which it is cited. */
export function lineForm({ name, citation }: SourceItem, locale: Locale): { head: string; tail: string } {
  if (citation) return { head: '\n- “', tail: `” (${citation.author[locale]}, ${citation.work[locale]}) [` };
  return { head: name ? `\n- **${name}**: ` : '\n- ', tail: ' [' };
}
