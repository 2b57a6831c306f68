// What the three engines share: the weight of an item under a theme, its relevance to a question, its final form.

import type { CompiledPart } from '../pack/compiled.ts';
import type { ThemeConfig } from '../pack/content.ts';
import type { Candidate } from '../search/diversity.ts';
import { createMatchRoom, explainFacts, type FactMatches, type MatchRoom, matchFacts } from '../search/facts.ts';
import { LEXICAL_WEIGHT, topItems } from '../search/fuse.ts';
import { ItemScores } from '../search/item-scores.ts';
import type { PackIndex, PartColumns } from '../search/pack-index.ts';
import type { ReadFacts } from '../search/read-facts.ts';
import { prepareRelevance } from '../search/relevance.ts';
import { createSpreadRoom, type SpreadRoom } from '../search/spread.ts';
import { FoundItem } from './found-item.ts';
import type { Question, SourceItem, SourceOutcome, SourceRequest } from './source.ts';

/** An item written for the theme of the request is raised, one written for other themes is held back. */
const THEME_GAIN = 1.2;
const OTHER_THEME = 0.6;
/** Items of equal merit take turns from chart to chart: each is held back by at most this share. */
const CHART_JITTER = 0.5;
/** A room is 30 bytes an item. */
const MOST_ROOMS = 16;
/** The highest relevance that fusion gives. */
const FULL_RELEVANCE = 1 + LEXICAL_WEIGHT;

/** One part of the pack with what this request makes true of it. */
export type RankedPart = {
  readonly index: PackIndex;
  readonly part: CompiledPart;
  readonly columns: PartColumns;
  readonly facts: ReadFacts;
  readonly matches: FactMatches;
  readonly room: RankingRoom;
};

/** What is needed by item while a part is ranked. It holds what was there before. */
export type RankingRoom = {
  readonly match: MatchRoom;
  readonly allowed: Uint8Array;
  readonly scores: Float32Array;
  readonly spread: SpreadRoom;
};

function createRankingRoom(part: CompiledPart): RankingRoom {
  const { length } = part.items;
  return {
    match: createMatchRoom(part),
    allowed: new Uint8Array(length),
    scores: new Float32Array(length),
    spread: createSpreadRoom(length),
  };
}

/** Rooms that nobody is in: as many as requests were ranked at once, within a bound. */
function roomsOf(index: PackIndex, part: CompiledPart): RankingRoom[] {
  return index.kept(part, { name: 'ranking rooms', compute: () => [] });
}

/** What it gives lies in a room, which `withRelevance` gives back at the end. */
export function rankPart(index: PackIndex, options: { part: CompiledPart; request: SourceRequest }): RankedPart {
  const { part, request } = options;
  const facts = index.readFacts(request.facts);
  const selected = { ids: facts.ids, weightOf: index.factWeights(request.theme) };
  const room = roomsOf(index, part).pop() ?? createRankingRoom(part);
  return { index, part, columns: index.columns(part), facts, matches: matchFacts(part, selected, room.match), room };
}

/** Factor of every item under a theme. */
export function themeFactors({ index, part }: RankedPart, theme: ThemeConfig): Float32Array {
  return index.kept(part, {
    name: `theme factors ${theme.name}`,
    compute: () => {
      const own = part.themes.get(theme.name);
      return Float32Array.from(part.items, (item, place) => {
        const weight = own?.[place] ?? 0;
        if (weight > 0) return 1 + THEME_GAIN * weight;
        return item.themes.length > 0 ? OTHER_THEME : 1;
      });
    },
  });
}

/**
 * Goes on with the relevance of the allowed items to the question; what `next` gives must not need the ranked part any more,
 * for its room goes to the next request. Without a question there is nothing to wait for, and the source answers at once:
 * promises would cost as much as its work.
 */
export function withRelevance<T>(
  ranked: RankedPart,
  options: { request: SourceRequest; allowed: Uint8Array; next(relevance: Relevance): T | Promise<T> },
): T | Promise<T> {
  const { request, allowed } = options;
  const { question } = request;
  const finish = (relevance: Relevance): T | Promise<T> => {
    const found = options.next(relevance);
    const rooms = roomsOf(ranked.index, ranked.part);
    if (rooms.length < MOST_ROOMS) rooms.push(ranked.room);
    return found;
  };
  if (!question) return finish({ scores: undefined, isPartial: false });
  return questionRelevance(ranked, { question, allowed }).then(finish);
}

export type Relevance = {
  /** 0..1 by item; undefined without a question. */
  readonly scores: ItemScores | undefined;
  /** True when a question had to do without its dense lane. */
  readonly isPartial: boolean;
};

/** Relevance of the allowed items to the question. Waits for the shared embedding, which never rejects. */
async function questionRelevance(
  ranked: RankedPart,
  options: { question: Question; allowed: Uint8Array },
): Promise<Relevance> {
  const { question } = options;
  // Where nothing may be found no embedding could change it: that is empty, not partial.
  const { length: count } = options.allowed;
  if (!options.allowed.includes(1))
    return { scores: new ItemScores([], { count, scoreOf: () => 0 }), isPartial: false };
  const finish = prepareRelevance(ranked.index, {
    part: ranked.part,
    query: { terms: question.terms, allowed: options.allowed },
  });
  const vector = await question.embedding;
  const found = finish(vector);
  const scores = new ItemScores(found.items, { count, scoreOf: (item) => (found.get(item) ?? 0) / FULL_RELEVANCE });
  return { scores, isPartial: vector === undefined || !ranked.index.hasVectors };
}

/**
 * A factor per item that depends on the facts alone, so that one chart always gets one answer and two charts with the same
 * strongest facts do not get the same one.
 */
export function createTurns({ facts: { salt } }: RankedPart): (item: number) => number {
  // The finaliser of MurmurHash3: cheap and evenly spread.
  return (item) => {
    let hash = Math.imul(item + 1, 0x9e3779b1) ^ salt;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return 1 - (CHART_JITTER * ((hash ^ (hash >>> 16)) >>> 0)) / 2 ** 32;
  };
}

/** Candidates with a score above 0, best first, at most `depth`. */
export function bestCandidates(scores: Float32Array, depth: number): Candidate[] {
  return topItems(scores, { depth, floor: 0 }).map((item) => ({ item, score: scores[item] ?? 0 }));
}

/** Maps a sum of weights to 0..1 so that scores of unlike items compare. */
export function squash(weight: number): number {
  return weight / (weight + 2);
}

/** A pick in its final form; undefined for a place outside of the part. */
export function toSourceItem(
  { index, part, columns, facts }: RankedPart,
  { item: place, score, path, request }: Candidate & { path?: readonly string[] | undefined; request: SourceRequest },
): SourceItem | undefined {
  const item = part.items[place];
  if (!item) return undefined;
  const { locale } = request;
  return new FoundItem({
    index,
    item,
    locale,
    row: part.firstItem + place,
    score: Math.round(score * 1e4) / 1e4,
    factIds: explainFacts(columns.facts, { item: place, isHeld: facts.isHeld }),
    tokens: columns.tokens[locale][place] ?? 0,
    path,
  });
}

/** Picks in their final form. */
export function toItems(
  ranked: RankedPart,
  { picks, request }: { picks: readonly Candidate[]; request: SourceRequest },
): SourceItem[] {
  return picks.flatMap(({ item, score }) => toSourceItem(ranked, { item, score, request }) ?? []);
}

/** The outcome of a list: `empty` with the reason where nothing was found, `partial` where the dense lane was missing. */
export function toOutcome(
  items: readonly SourceItem[],
  options: { request: SourceRequest; isPartial: boolean },
): SourceOutcome {
  if (options.isPartial) return { status: 'partial', reason: 'no_embedding', items };
  if (items.length > 0) return { status: 'ok', items };
  return { status: 'empty', reason: options.request.facts.size === 0 ? 'no_facts' : 'no_match', items };
}
