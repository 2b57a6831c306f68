// The lanes side by side: lexical alone, dense alone, both fused as the service fuses them, and reciprocal rank fusion,
// which is here for comparison only. It scores nothing itself.

import type { Vector } from '../kernel/vector.ts';
import type { CompiledPart } from '../pack/compiled.ts';
import { fuseLanes, type Lanes } from '../search/fuse.ts';
import type { PackIndex } from '../search/pack-index.ts';
import { type LaneChoice, scoreRelevance } from '../search/relevance.ts';

export const LANES = ['lexical', 'dense', 'fused', 'rrf'] as const;
export type Lane = (typeof LANES)[number];

/** Items per lane, best first. Only `lexical` where there are no vectors. */
export type LaneRankings = Readonly<Partial<Record<Lane, readonly number[]>>>;

/** Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion" (2009). */
const RRF_K = 60;
/** As deep as the service looks into each lane. */
const LANE_DEPTH = 100;

const LEXICAL_ONLY: LaneChoice = { hasLexical: true, hasDense: false };
const DENSE_ONLY: LaneChoice = { hasLexical: false, hasDense: true };

export type LaneQuery = {
  readonly terms: ReadonlySet<string>;
  readonly vector: Vector | undefined;
  readonly allowed: Uint8Array;
};

/** Ranks a part of a pack over both its languages, an item by its better one: what the service does. */
export function rankPackLanes(
  index: PackIndex,
  { part, query }: { part: CompiledPart; query: LaneQuery },
): LaneRankings {
  const rank = (lanes?: LaneChoice): number[] =>
    rankScores(scoreRelevance(index, { part, query, ...(lanes ? { lanes } : {}) }));
  const lexical = rank(LEXICAL_ONLY);
  if (!query.vector || !index.hasVectors) return { lexical };
  const dense = rank(DENSE_ONLY);
  return { lexical, dense, fused: rank(), rrf: fuseByRank([lexical, dense]) };
}

/** Ranks one language, where the lanes have been scored already. */
export function rankScoredLanes({ lexical, dense }: Lanes): LaneRankings {
  const byTerms = rankScores(fuseLanes({ lexical, dense: undefined }));
  if (!dense) return { lexical: byTerms };
  const byVector = rankScores(fuseLanes({ lexical: new Float32Array(lexical.length), dense }));
  return {
    lexical: byTerms,
    dense: byVector,
    fused: rankScores(fuseLanes({ lexical, dense })),
    rrf: fuseByRank([byTerms, byVector]),
  };
}

/** Best first; equal scores keep the order of items. What scores nothing was not found. */
export function rankScores(scores: Iterable<[item: number, score: number]>): number[] {
  return [...scores]
    .filter(([, score]) => score > 0)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .map(([item]) => item);
}

export function fuseByRank(rankings: readonly (readonly number[])[], k = RRF_K): number[] {
  const scores = new Map<number, number>();
  for (const ranking of rankings)
    for (const [place, item] of ranking.slice(0, LANE_DEPTH).entries())
      scores.set(item, (scores.get(item) ?? 0) + 1 / (k + place + 1));
  return rankScores(scores);
}
