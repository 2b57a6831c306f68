// The graph engine: starts at the nodes that are true for this request and those that the question names, spreads over
// typed edges, and returns nodes with the path that led there, the edges among them, and the rules that hold.
// A node that states a fact is returned only where the fact is true; concept nodes may be reached freely.

import type { CompiledEdges } from '../pack/compiled.ts';
import type { SourceConfig } from '../pack/content.ts';
import { type Candidate, type Facets, numberFacets, pickByFacets } from '../search/diversity.ts';
import type { ItemScores } from '../search/item-scores.ts';
import type { PackIndex } from '../search/pack-index.ts';
import { type Activation, spreadActivation } from '../search/spread.ts';
import {
  bestCandidates,
  createTurns,
  type RankedPart,
  type Relevance,
  rankPart,
  squash,
  themeFactors,
  toOutcome,
  toSourceItem,
  withRelevance,
} from './ranking.ts';
import { pickRules, rankRules } from './rules.ts';
import type { EdgeLine, Source, SourceItem, SourceOutcome, SourceRequest } from './source.ts';

/** Nodes that a question may start from, and how much louder it speaks than a fact. */
const QUESTION_SEEDS = 6;
const QUESTION_SEED_ENERGY = 1.5;
/** Seeds by facts: more would only add noise to the walk. */
const FACT_SEEDS = 24;
const SEED_POOL = 96;
/** A node that is only about a fact starts with this share of a node that states it. */
const ABOUT_SHARE = 0.5;

const NO_EDGES: CompiledEdges = {
  adjacency: { starts: new Uint32Array(1), targets: new Uint32Array(), values: new Float32Array() },
  relations: new Uint16Array(),
  isForward: new Uint8Array(),
  relationNames: [],
};

export function createGraphSource(name: string, { config, index }: { config: SourceConfig; index: PackIndex }): Source {
  return {
    name,
    limit: config.limit,
    retrieve(request: SourceRequest): SourceOutcome | Promise<SourceOutcome> {
      const part = index.pack.parts.get(config.items);
      if (!part) return { status: 'empty', reason: 'no_match', items: [] };
      const ranked = rankPart(index, { part, request });
      return withRelevance(ranked, {
        request,
        allowed: ranked.matches.isTrue,
        next: (relevance) => {
          const walk = walkGraph(ranked, { config, request, relevance });
          return withRules(index, { config, request, next: (rules) => join(walk, { rules, request }) });
        },
      });
    },
  };
}

type Walk = { readonly nodes: readonly SourceItem[]; readonly edges: readonly EdgeLine[]; readonly isPartial: boolean };

function walkGraph(
  ranked: RankedPart,
  options: { config: SourceConfig; request: SourceRequest; relevance: Relevance },
): Walk {
  const { config, request, relevance } = options;
  const edges = ranked.index.pack.edges.get(config.items) ?? NO_EDGES;
  const seeds = findSeeds(ranked, { request, scores: relevance.scores });
  const activation = spreadActivation(edges, { seeds, allowed: ranked.matches.isTrue, room: ranked.room.spread });
  const picks = pickNodes(ranked, { activation, request });
  return {
    nodes: toNodes(ranked, { picks, activation, edges, request }),
    edges: edgesAmong(ranked, { picks, edges, request }),
    isPartial: relevance.isPartial,
  };
}

type Rules = { readonly items: readonly SourceItem[]; readonly isPartial: boolean };

function join(
  { nodes, edges, isPartial }: Walk,
  { rules, request }: { rules: Rules; request: SourceRequest },
): SourceOutcome {
  const outcome = toOutcome([...nodes, ...rules.items], { request, isPartial: isPartial || rules.isPartial });
  return { ...outcome, items: nodes, rules: rules.items, edges };
}

/** Seeds with their energy: about 1 for the most telling fact. */
function findSeeds(
  ranked: RankedPart,
  options: { request: SourceRequest; scores: ItemScores | undefined },
): Map<number, number> {
  const { columns, matches } = ranked;
  const { scores } = ranked.room;
  const turn = createTurns(ranked);
  const factors = themeFactors(ranked, options.request.theme);
  for (let item = 0; item < scores.length; item++) {
    const weight = (matches.conditionWeight[item] ?? 0) + ABOUT_SHARE * (matches.aboutWeight[item] ?? 0);
    scores[item] = 0;
    if (!matches.isTrue[item] || weight === 0) continue;
    scores[item] = turn(item) * squash((columns.weights[item] ?? 1) * weight * (factors[item] ?? 1));
  }
  const byFacts = bestCandidates(scores, SEED_POOL);
  const seeds = new Map<number, number>();
  for (const { item, score } of pickByFacets(byFacts, { limit: FACT_SEEDS, facets: nodeFacets(ranked) }))
    seeds.set(item, score);
  const byQuestion = [...(options.scores ?? [])].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, QUESTION_SEEDS);
  for (const [item, score] of byQuestion) seeds.set(item, (seeds.get(item) ?? 0) + QUESTION_SEED_ENERGY * score);
  return seeds;
}

function pickNodes(
  ranked: RankedPart,
  { activation, request }: { activation: Activation; request: SourceRequest },
): Candidate[] {
  const factors = themeFactors(ranked, request.theme);
  const { scores } = ranked.room;
  for (let item = 0; item < scores.length; item++) scores[item] = (activation.energy[item] ?? 0) * (factors[item] ?? 1);
  const reached = bestCandidates(scores, 4 * request.limit);
  return pickByFacets(reached, { limit: request.limit, facets: nodeFacets(ranked) });
}

/** Nodes of one kind are one facet. */
function nodeFacets({ index, part }: RankedPart): Facets {
  return index.kept(part, {
    name: 'node facets',
    compute: () => numberFacets(part.items.map((item) => [item.group ?? ''])),
  });
}

function toNodes(
  ranked: RankedPart,
  options: { picks: readonly Candidate[]; activation: Activation; edges: CompiledEdges; request: SourceRequest },
): SourceItem[] {
  const { request } = options;
  return options.picks.flatMap(({ item, score }) => {
    const path = tracePath(ranked, { ...options, item });
    const node = toSourceItem(ranked, {
      item,
      score: score / (1 + score),
      path: path.length > 1 ? path : undefined,
      request,
    });
    return node ?? [];
  });
}

/** Labels from the seed to the node: name, relation, name, ... */
function tracePath(
  ranked: RankedPart,
  options: { item: number; activation: Activation; edges: CompiledEdges; request: SourceRequest },
): string[] {
  const { activation, edges, request } = options;
  const labels = [nodeName(ranked, { item: options.item, request })];
  const seen = new Set([options.item]);
  for (let node = options.item; ; ) {
    const [entry = -1, from = -1] = [activation.via[node], activation.from[node]];
    if (entry < 0 || seen.has(from)) break;
    labels.unshift(nodeName(ranked, { item: from, request }), relationLabel(ranked, { edges, entry, request }));
    seen.add(from);
    node = from;
  }
  return labels;
}

/** Edges between returned nodes, each once and in the direction in which it was written. */
function edgesAmong(
  ranked: RankedPart,
  options: { picks: readonly Candidate[]; edges: CompiledEdges; request: SourceRequest },
): EdgeLine[] {
  const { edges, request } = options;
  const { starts, targets } = edges.adjacency;
  const chosen = new Set(options.picks.map((pick) => pick.item));
  const lines: EdgeLine[] = [];
  for (const source of chosen)
    for (let at = starts[source] ?? 0; at < (starts[source + 1] ?? 0); at++) {
      const target = targets[at] ?? 0;
      if (!edges.isForward[at] || !chosen.has(target)) continue;
      const relation = relationLabel(ranked, { edges, entry: at, request });
      lines.push({
        source: nodeName(ranked, { item: source, request }),
        relation,
        target: nodeName(ranked, { item: target, request }),
      });
    }
  return lines;
}

function nodeName({ part }: RankedPart, { item, request }: { item: number; request: SourceRequest }): string {
  const found = part.items[item];
  return found?.name?.[request.locale] ?? found?.id ?? '';
}

function relationLabel(
  { index }: RankedPart,
  { edges, entry, request }: { edges: CompiledEdges; entry: number; request: SourceRequest },
): string {
  const name = edges.relationNames[edges.relations[entry] ?? 0] ?? '';
  return index.pack.relations.get(name)?.[request.locale] ?? name;
}

/** Goes on with the rules that hold beside the nodes. */
function withRules<T>(
  index: PackIndex,
  { config, request, next }: { config: SourceConfig; request: SourceRequest; next(rules: Rules): T },
): T | Promise<T> {
  const part = index.pack.parts.get(config.ruleItems);
  if (!part) return next({ items: [], isPartial: false });
  const ranked = rankPart(index, { part, request });
  return rankRules(ranked, {
    request,
    next: ({ candidates, isPartial }) =>
      next({ items: pickRules(ranked, { candidates, request, limit: config.rules }), isPartial }),
  });
}
