// The graph engine: starts at the nodes that are true for this request and those that the question names, spreads over
// typed edges, and returns nodes with the path that led there, the edges among them, and the rules that hold.
// A node that states a fact is returned only where the fact is true; concept nodes may be reached freely.

import type { CompiledEdges } from '../pack/compiled.ts';
import type { SourceConfig } from '../pack/content.ts';
import { type Candidate, pickByFacets } from '../search/diversity.ts';
import type { PackIndex } from '../search/pack-index.ts';
import { type Activation, spreadActivation } from '../search/spread.ts';
import {
  createTurns,
  questionRelevance,
  type RankedPart,
  rankPart,
  squash,
  themeFactors,
  toOutcome,
  toSourceItem,
} from './ranking.ts';
import { rankRules, ruleFacets } from './rules.ts';
import type { EdgeLine, Source, SourceItem, SourceOutcome, SourceRequest } from './source.ts';

/** Nodes that a question may start from, and how much louder it speaks than a fact. */
const QUESTION_SEEDS = 6;
const QUESTION_SEED_ENERGY = 1.5;
/** Seeds by facts: more would only add noise to the walk. */
const FACT_SEEDS = 24;
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
    async retrieve(request: SourceRequest): Promise<SourceOutcome> {
      const part = index.pack.parts.get(config.items);
      if (!part) return { status: 'empty', reason: 'no_match', items: [] };
      const ranked = rankPart(index, { part, request });
      const { scores, isPartial } = await questionRelevance(ranked, { request, allowed: ranked.matches.isTrue });
      const edges = index.pack.edges.get(config.items) ?? NO_EDGES;
      const activation = spreadActivation(edges, {
        seeds: findSeeds(ranked, { request, scores }),
        allowed: ranked.matches.isTrue,
      });
      const picks = pickNodes(ranked, { activation, request });
      const nodes = toNodes(ranked, { picks, activation, edges, request });
      const { rules, isPartial: hasPartialRules } = await pickRules(index, { config, request });
      const outcome = toOutcome([...nodes, ...rules], { request, isPartial: isPartial || hasPartialRules });
      return { ...outcome, items: nodes, rules, edges: edgesAmong(ranked, { picks, edges, request }) };
    },
  };
}

/** Seeds with their energy: about 1 for the most telling fact. */
function findSeeds(
  ranked: RankedPart,
  options: { request: SourceRequest; scores: ReadonlyMap<number, number> | undefined },
): Map<number, number> {
  const { part, matches } = ranked;
  const byFacts: Candidate[] = [];
  const turn = createTurns(options.request.facts);
  const factors = themeFactors(ranked, options.request.theme);
  for (let item = 0; item < part.items.length; item++) {
    const weight = (matches.conditionWeight[item] ?? 0) + ABOUT_SHARE * (matches.aboutWeight[item] ?? 0);
    if (!matches.isTrue[item] || weight === 0) continue;
    const own = part.items[item]?.weight ?? 1;
    byFacts.push({
      item,
      score: turn(item) * squash(own * weight * (factors[item] ?? 1)),
    });
  }
  byFacts.sort((a, b) => b.score - a.score || a.item - b.item);
  const seeds = new Map<number, number>();
  for (const { item, score } of pickByFacets(byFacts, {
    limit: FACT_SEEDS,
    facetsOf: (item) => [part.items[item]?.group ?? ''],
  }))
    seeds.set(item, score);
  const byQuestion = [...(options.scores ?? [])].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, QUESTION_SEEDS);
  for (const [item, score] of byQuestion) seeds.set(item, (seeds.get(item) ?? 0) + QUESTION_SEED_ENERGY * score);
  return seeds;
}

function pickNodes(
  ranked: RankedPart,
  { activation, request }: { activation: Activation; request: SourceRequest },
): Candidate[] {
  const reached: Candidate[] = [];
  const factors = themeFactors(ranked, request.theme);
  for (let item = 0; item < activation.energy.length; item++) {
    const energy = activation.energy[item] ?? 0;
    if (energy > 0) reached.push({ item, score: energy * (factors[item] ?? 1) });
  }
  reached.sort((a, b) => b.score - a.score || a.item - b.item);
  return pickByFacets(reached.slice(0, 4 * request.limit), {
    limit: request.limit,
    facetsOf: (item) => [ranked.part.items[item]?.group ?? ''],
  });
}

function toNodes(
  ranked: RankedPart,
  options: { picks: readonly Candidate[]; activation: Activation; edges: CompiledEdges; request: SourceRequest },
): SourceItem[] {
  const { locale, facts } = options.request;
  return options.picks.flatMap(({ item, score }) => {
    const found = ranked.part.items[item];
    if (!found) return [];
    const path = tracePath(ranked, { ...options, item });
    const node = toSourceItem(found, { score: score / (1 + score), locale, facts, index: ranked.index });
    return [path.length > 1 ? { ...node, path } : node];
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

async function pickRules(
  index: PackIndex,
  { config, request }: { config: SourceConfig; request: SourceRequest },
): Promise<{ rules: SourceItem[]; isPartial: boolean }> {
  const part = index.pack.parts.get(config.ruleItems);
  if (!part) return { rules: [], isPartial: false };
  const ranked = rankPart(index, { part, request });
  const { candidates, isPartial } = await rankRules(ranked, request);
  const { facts, locale } = request;
  const facets = ruleFacets(ranked);
  const picks = pickByFacets(candidates, { limit: config.rules, facetsOf: (item) => facets[item] ?? [] });
  const rules = picks.flatMap(({ item, score }) => {
    const found = part.items[item];
    return found ? [toSourceItem(found, { score, locale, facts, index })] : [];
  });
  return { rules, isPartial };
}
