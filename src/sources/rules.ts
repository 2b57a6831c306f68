// The rules engine: items whose every condition is true for this request, ranked by weight, theme and question.
// It never returns an item without conditions, and never one of which a condition is not met.

import type { PackItem } from '../pack/compiled.ts';
import type { SourceConfig } from '../pack/content.ts';
import { type Candidate, type Facets, numberFacets, pickByFacets } from '../search/diversity.ts';
import type { PackIndex } from '../search/pack-index.ts';
import {
  bestCandidates,
  type RankedPart,
  rankPart,
  squash,
  themeFactors,
  toItems,
  toOutcome,
  withRelevance,
} from './ranking.ts';
import type { Source, SourceItem, SourceOutcome, SourceRequest } from './source.ts';

/** With a question, how much it counts against the weight of the facts. */
const QUESTION_SHARE = 0.5;

export function createRulesSource(name: string, { config, index }: { config: SourceConfig; index: PackIndex }): Source {
  return {
    name,
    limit: config.limit,
    retrieve(request: SourceRequest): SourceOutcome | Promise<SourceOutcome> {
      const part = index.pack.parts.get(config.items);
      if (!part || !hasNamespaces(request, config.needs)) return { status: 'empty', reason: 'no_facts', items: [] };
      const ranked = rankPart(index, { part, request });
      const pickItems = config.isBalancedByGroup ? pickPerGroup : pickRules;
      return rankRules(ranked, {
        request,
        next: ({ candidates, isPartial }) =>
          toOutcome(pickItems(ranked, { candidates, request, limit: request.limit }), { request, isPartial }),
      });
    },
  };
}

export type RankedRules = { readonly candidates: readonly Candidate[]; readonly isPartial: boolean };

/** Goes on with the true rules, best first. */
export function rankRules<T>(
  ranked: RankedPart,
  { request, next }: { request: SourceRequest; next(rules: RankedRules): T },
): T | Promise<T> {
  const { part, matches } = ranked;
  const { allowed, scores: ranking } = ranked.room;
  let count = 0;
  for (let item = 0; item < allowed.length; item++) {
    allowed[item] = matches.isTrue[item] && part.masks[item] ? 1 : 0;
    count += allowed[item] ?? 0;
  }
  return withRelevance(ranked, {
    request,
    allowed,
    next: ({ scores, isPartial }) => {
      const factors = themeFactors(ranked, request.theme);
      for (let item = 0; item < allowed.length; item++) {
        ranking[item] = 0;
        if (!allowed[item]) continue;
        const base = ruleScore(ranked, { item, factor: factors[item] ?? 1 });
        ranking[item] = scores ? (1 - QUESTION_SHARE) * base + QUESTION_SHARE * (scores.get(item) ?? 0) : base;
      }
      return next({ candidates: bestCandidates(ranking, count), isPartial });
    },
  });
}

function ruleScore({ columns, matches }: RankedPart, { item, factor }: { item: number; factor: number }): number {
  const weight = columns.weights[item] ?? 1;
  // The root keeps a rule of three common facts from beating one that is rare and central.
  const rarity = Math.sqrt(matches.conditionWeight[item] ?? 0);
  return squash(weight * rarity * factor);
}

type PickOptions = { candidates: readonly Candidate[]; request: SourceRequest; limit: number };

/** The best rules in their final form, few of them about one subject. */
export function pickRules(ranked: RankedPart, { candidates, request, limit }: PickOptions): SourceItem[] {
  const picks = pickByFacets(candidates, { limit, facets: ruleFacets(ranked) });
  return toItems(ranked, { picks, request });
}

function pickPerGroup(ranked: RankedPart, options: PickOptions): SourceItem[] {
  const { names, byItem } = ranked.index.kept(ranked.part, {
    name: 'groups',
    compute: () => numberGroups(ranked.part.items),
  });
  return names.flatMap((_, group) =>
    pickRules(ranked, { ...options, candidates: options.candidates.filter(({ item }) => byItem[item] === group) }),
  );
}

/** Groups in lexical order, and by item the place of its own. */
function numberGroups(items: readonly PackItem[]): { names: readonly string[]; byItem: Uint16Array } {
  const names = [...new Set(items.map(({ group = '' }) => group))].sort();
  return { names, byItem: Uint16Array.from(items, ({ group = '' }) => names.indexOf(group)) };
}

/** Rules about one planet, or one pillar, are one facet; so are rules of one family. */
function ruleFacets({ index, part }: RankedPart): Facets {
  return index.kept(part, {
    name: 'rule facets',
    compute: () =>
      numberFacets(
        part.items.map((item) => {
          const subjects = item.when.map(([fact = '']) => fact.split(/[.=]/, 2).join('.'));
          return item.group === undefined ? subjects : [...new Set([...subjects, item.group])];
        }),
      ),
  });
}

/** True when each namespace has at least one fact, such as `saju` and `astro`. */
function hasNamespaces({ facts }: SourceRequest, needs: readonly string[]): boolean {
  return needs.every((namespace) => {
    for (const fact of facts) if (fact.startsWith(`${namespace}.`)) return true;
    return false;
  });
}
