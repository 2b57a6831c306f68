// The passages engine: without a question, what the facts and the theme speak for; with one, dense, lexical and fact
// lanes together. It returns nothing whose conditions are not met.

import type { SourceConfig } from '../pack/content.ts';
import { rowVector, scoreItems } from '../search/dense.ts';
import { type Candidate, type Facets, numberFacets, pickByFacets, pickByMmr } from '../search/diversity.ts';
import type { ItemScores } from '../search/item-scores.ts';
import type { PackIndex } from '../search/pack-index.ts';
import {
  bestCandidates,
  createTurns,
  type RankedPart,
  rankPart,
  squash,
  toItems,
  toOutcome,
  withRelevance,
} from './ranking.ts';
import type { Source, SourceOutcome, SourceRequest } from './source.ts';

/** How much the facts of the chart count beside a question. */
const FACT_SHARE = 0.25;
/** What a theme is worth beside facts: about one rare fact. */
const THEME_WEIGHT = 3;
/** Relevance below this share of the best is noise. */
const RELEVANCE_FLOOR = 0.6;
/** A passage of another domain than the theme's, where a question may go there, counts for so much. */
const OTHER_DOMAIN = 0.85;
/** Candidates that diversity chooses from. */
const POOL = 32;

export function createPassagesSource(
  name: string,
  { config, index }: { config: SourceConfig; index: PackIndex },
): Source {
  return {
    name,
    limit: config.limit,
    retrieve(request: SourceRequest): SourceOutcome | Promise<SourceOutcome> {
      const part = index.pack.parts.get(config.items);
      if (!part) return { status: 'empty', reason: 'no_match', items: [] };
      const ranked = rankPart(index, { part, request });
      const allowed = allowedItems(ranked, { request, config });
      return withRelevance(ranked, {
        request,
        allowed,
        next: ({ scores, isPartial }) => {
          const picks = scores
            ? diversify(ranked, {
                candidates: rankByQuestion(ranked, { config, request, scores, isPartial, allowed }),
                request,
              })
            : diversifyByFacets(ranked, { candidates: rankByFacts(ranked, { request, allowed }), request });
          return toOutcome(toItems(ranked, { picks, request }), { request, isPartial });
        },
      });
    },
  };
}

function allowedItems(
  { index, part, matches, room: { allowed } }: RankedPart,
  { request, config }: { request: SourceRequest; config: SourceConfig },
): Uint8Array {
  const { domain, isDomainOpen } = request.theme;
  if (!config.isBoundToDomain || domain === undefined) return matches.isTrue;
  if (isDomainOpen && request.question) return matches.isTrue;
  const isInside = index.kept(part, {
    name: `domain ${domain}`,
    compute: () => Uint8Array.from(part.items, ({ group }) => (group === domain ? 1 : 0)),
  });
  for (let item = 0; item < allowed.length; item++) allowed[item] = (isInside[item] ?? 0) & (matches.isTrue[item] ?? 0);
  return allowed;
}

function rankByFacts(
  ranked: RankedPart,
  { request, allowed }: { request: SourceRequest; allowed: Uint8Array },
): Candidate[] {
  const turn = createTurns(ranked);
  const factScore = createFactScore(ranked, request);
  const { scores } = ranked.room;
  for (let item = 0; item < allowed.length; item++) {
    const own = allowed[item] ? factScore(item) : 0;
    scores[item] = own > 0 ? turn(item) * own : 0;
  }
  return bestCandidates(scores, POOL);
}

function rankByQuestion(
  ranked: RankedPart,
  options: {
    config: SourceConfig;
    request: SourceRequest;
    scores: ItemScores;
    isPartial: boolean;
    allowed: Uint8Array;
  },
): Candidate[] {
  const { config, request, scores, isPartial, allowed } = options;
  const { domain } = request.theme;
  const top = scores.highest;
  const factScore = createFactScore(ranked, request);
  const ranking = new Float32Array(ranked.part.items.length);
  for (const item of scores.items) {
    const score = scores.get(item) ?? 0;
    if (score < RELEVANCE_FLOOR * top || score <= 0) continue;
    const isElsewhere = config.isBoundToDomain && ranked.part.items[item]?.group !== domain;
    const own = (1 - FACT_SHARE) * score + FACT_SHARE * factScore(item);
    ranking[item] = isElsewhere ? OTHER_DOMAIN * own : own;
  }
  const candidates = bestCandidates(ranking, POOL);
  if (!isPartial || candidates.length >= request.limit) return candidates;
  // Too few words in common and no vector: what the facts speak for fills the rest, behind what was found.
  const rest = rankByFacts(ranked, { request, allowed }).filter(({ item }) => ranking[item] === 0);
  return [...candidates, ...rest.map(({ item, score }) => ({ item, score: FACT_SHARE * score }))];
}

/** What the facts and the theme say for an item, in 0..1. */
function createFactScore({ part, columns, matches }: RankedPart, { theme }: SourceRequest): (item: number) => number {
  const ofTheme = part.themes.get(theme.name);
  return (item) => {
    const facts = (matches.aboutWeight[item] ?? 0) + (matches.conditionWeight[item] ?? 0);
    return squash((columns.weights[item] ?? 1) * (facts + THEME_WEIGHT * (ofTheme?.[item] ?? 0)) * 0.5);
  };
}

function diversify(
  ranked: RankedPart,
  { candidates, request }: { candidates: readonly Candidate[]; request: SourceRequest },
): Candidate[] {
  const { limit, locale } = request;
  const rows = ranked.index.rows(ranked.part, locale);
  if (!rows) return diversifyByFacets(ranked, { candidates, request });
  return pickByMmr(candidates, {
    limit,
    cosines: (item, items) => scoreItems(rows, { vector: rowVector(rows, item), items }),
  });
}

function diversifyByFacets(
  ranked: RankedPart,
  { candidates, request }: { candidates: readonly Candidate[]; request: SourceRequest },
): Candidate[] {
  return pickByFacets(candidates, { limit: request.limit, facets: passageFacets(ranked) });
}

/** Passages of one concept, or of one work, are one facet. */
function passageFacets({ index, part }: RankedPart): Facets {
  return index.kept(part, {
    name: 'passage facets',
    compute: () =>
      numberFacets(
        part.items.map(({ concepts: [concept], citation }) => [
          ...(concept === undefined ? [] : [`concept ${concept}`]),
          ...(citation ? [`work ${citation.work.en}`] : []),
        ]),
      ),
  });
}
