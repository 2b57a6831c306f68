// Fuses the dense and the lexical lane by score. Measured against reciprocal rank fusion, which loses to a single lane
// wherever the lanes are unequal (see the evaluation command).

import { NOT_ALLOWED } from './dense.ts';
import { ItemScores } from './item-scores.ts';

/** Candidates of each lane. */
export const LANE_DEPTH = 100;
/** Of the lexical lane beside the dense one; flat between 0.6 and 1 on the pack's questions and on public sets. */
export const LEXICAL_WEIGHT = 0.7;

export type Lanes = {
  /** Absolute scores of the lexical lane, 0 for no match. */
  readonly lexical: Float32Array;
  /** Cosines or sums of them, `NOT_ALLOWED` where the item may not be found; undefined without an embedding. */
  readonly dense: Float32Array | undefined;
};

/**
 * Relevance of the candidates by item: the dense score stretched to 0..1 over the candidates plus the weighted lexical
 * score. Without a dense lane the lexical score stands alone.
 */
export function fuseLanes({ lexical, dense }: Lanes, lexicalWeight = LEXICAL_WEIGHT): ItemScores {
  const { length: count } = lexical;
  const byTerms = topItems(lexical, { depth: LANE_DEPTH, floor: 0 });
  const lexicalScore = (item: number): number => lexicalWeight * (lexical[item] ?? 0);
  if (!dense) return new ItemScores(byTerms, { count, scoreOf: lexicalScore });
  const candidates = join(byTerms, topItems(dense, { depth: LANE_DEPTH, floor: NOT_ALLOWED }), count);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const item of candidates) {
    const score = dense[item] ?? NOT_ALLOWED;
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  // A lone candidate is the best one, as it would be beside a worse one; equal ones say nothing.
  if (candidates.length === 1) low = NOT_ALLOWED;
  const range = high > low ? high - low : 1;
  return new ItemScores(candidates, {
    count,
    scoreOf: (item) => ((dense[item] ?? low) - low) / range + lexicalScore(item),
  });
}

/** Each item once. */
function join(items: readonly number[], others: readonly number[], count: number): number[] {
  const isThere = new Uint8Array(count);
  for (const item of items) isThere[item] = 1;
  return [...items, ...others.filter((item) => !isThere[item])];
}

/** Up to here a sorted list is kept by moving its tail; a longer one is sorted once. */
const SHORT_LIST = 128;

/**
 * The best items above the floor, best first; equal scores keep the order of items, so that answers repeat. Keeps a short
 * sorted list instead of sorting all, and lets only those near it that a histogram does not rule out.
 */
export function topItems(scores: Float32Array, { depth, floor }: { depth: number; floor: number }): number[] {
  if (depth > SHORT_LIST) return sortedItems(scores, floor).slice(0, depth);
  const items: number[] = [];
  let least = belowTop(scores, { depth, floor });
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] ?? floor;
    if (score <= least || depth === 0) continue;
    let place = items.length < depth ? items.length : depth - 1;
    for (; place > 0; place--) {
      const before = items[place - 1] ?? 0;
      if ((scores[before] ?? floor) >= score) break;
      items[place] = before;
    }
    items[place] = item;
    if (items.length === depth) least = scores[items[depth - 1] ?? 0] ?? floor;
  }
  return items;
}

/** In a longer list so few items come near the best that a histogram takes longer than they do (measured). */
const MOST_COUNTED = 4096;
const BUCKETS = 256;
const counts = new Uint32Array(BUCKETS);

/** A score that at least `depth` items exceed, where so many exceed the floor; else the floor. */
function belowTop(scores: Float32Array, { depth, floor }: { depth: number; floor: number }): number {
  if (scores.length > MOST_COUNTED) return floor;
  let above = 0;
  let high = floor;
  let low = Number.POSITIVE_INFINITY;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] ?? floor;
    if (score <= floor) continue;
    above += 1;
    if (score > high) high = score;
    if (score < low) low = score;
  }
  if (above <= depth || !(high > low)) return floor;
  const bucketsAUnit = (BUCKETS - 1) / (high - low);
  counts.fill(0);
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] ?? floor;
    if (score <= floor) continue;
    const bucket = Math.trunc((score - low) * bucketsAUnit);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  let bucket = BUCKETS;
  for (let found = 0; found < depth && bucket > 0; ) found += counts[--bucket] ?? 0;
  // One bucket lower than need be: its edge is computed anew, and rounding must not cost an item.
  return bucket > 1 ? low + (bucket - 1) / bucketsAUnit : floor;
}

function sortedItems(scores: Float32Array, floor: number): number[] {
  const items: number[] = [];
  for (let item = 0; item < scores.length; item++) if ((scores[item] ?? floor) > floor) items.push(item);
  // The sort is stable: equal scores keep the order of items.
  return items.sort((a, b) => (scores[b] ?? floor) - (scores[a] ?? floor));
}
