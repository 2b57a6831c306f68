// Known-item search: somebody remembers one sentence of an item, in one language, and looks for it. Needs no labels, and
// shows what happens across languages, where a question shares no word with its answer.

import type { Locale } from '../kernel/locale.ts';
import type { Vector } from '../kernel/vector.ts';
import type { CompiledPart, PackItem } from '../pack/compiled.ts';
import { scoreDense } from '../search/dense.ts';
import { scoreLexical } from '../search/lexical.ts';
import type { PackIndex } from '../search/pack-index.ts';
import { type LaneRankings, rankPackLanes, rankScoredLanes } from './lanes.ts';
import { toIds } from './search-eval.ts';
import type { Judged } from './summary.ts';

/** The shortest first sentence that says something; a shorter one takes the next with it. */
const SHORTEST_SENTENCE = 12;

export type KnownItem = { readonly part: CompiledPart; readonly item: PackItem };

/** Different items of the whole pack, drawn without repetition. */
export function sampleItems(index: PackIndex, { count, random }: { count: number; random: () => number }): KnownItem[] {
  const all = [...index.pack.parts.values()].flatMap((part) => part.items.map((item) => ({ part, item })));
  // Fisher and Yates, stopped after the places that are needed.
  const drawn = Math.min(count, all.length);
  for (let place = 0; place < drawn; place++) {
    const other = place + Math.floor(random() * (all.length - place));
    const [a, b] = [all[place], all[other]];
    if (a && b) [all[place], all[other]] = [b, a];
  }
  return all.slice(0, drawn);
}

/** What is remembered of an item: its first sentence. */
export function firstSentence(text: string, locale: Locale): string {
  let sentence = '';
  for (const { segment } of new Intl.Segmenter(locale, { granularity: 'sentence' }).segment(text)) {
    sentence += segment;
    if (sentence.trim().length >= SHORTEST_SENTENCE) break;
  }
  return sentence.trim();
}

export type KnownItemQuery = KnownItem & {
  readonly terms: ReadonlySet<string>;
  readonly vector: Vector | undefined;
  /** The one language that is searched; undefined: both, as the service does. */
  readonly into: Locale | undefined;
};

export function judgeKnownItem(index: PackIndex, query: KnownItemQuery): Judged {
  const { part, item } = query;
  const rankings = query.into === undefined ? rankBoth(index, query) : rankOne(index, { ...query, into: query.into });
  return { id: item.id, grades: new Map([[item.id, 1]]), rankings: toIds(rankings, part) };
}

function rankBoth(index: PackIndex, { part, terms, vector }: KnownItemQuery): LaneRankings {
  return rankPackLanes(index, { part, query: { terms, vector, allowed: everyItem(part) } });
}

function rankOne(index: PackIndex, { part, terms, vector, into }: KnownItemQuery & { into: Locale }): LaneRankings {
  const allowed = everyItem(part);
  const rows = index.rows(part, into);
  return rankScoredLanes({
    lexical: scoreLexical(part.lexical[into], { terms, allowed }),
    dense: rows && vector ? scoreDense(rows, { vector, allowed }) : undefined,
  });
}

function everyItem(part: CompiledPart): Uint8Array {
  return new Uint8Array(part.items.length).fill(1);
}
