// The dense lane of a part: an item scores by its vectors in both languages. What fusion can see is exact; in a large index
// the rest may be bounds that are proved to lie below it.

import { LOCALES } from '../kernel/locale.ts';
import type { Vector } from '../kernel/vector.ts';
import { boundDense, listAllowed, NOT_ALLOWED, scoreItems, scoreRows, type VectorRows } from './dense.ts';
import { LANE_DEPTH, topItems } from './fuse.ts';
import { sharpen } from './scan/sharpen.ts';

/** What an item's weaker language adds: two versions that both fit say more than one. */
const SECOND_LANGUAGE = 0.5;

export type DenseLaneQuery = {
  readonly vector: Vector;
  readonly allowed: Uint8Array;
  /** Scores of the lexical lane: its best are candidates too, so they must be exact. */
  readonly lexical: Float32Array;
};

/**
 * Both languages on one scale before it is stretched: stretched apart, the best item of the language that was not asked in
 * would count as much as the best one of the other. Undefined while there are no vectors.
 */
export function scoreDenseLane(
  rowsOf: (locale: (typeof LOCALES)[number]) => VectorRows | undefined,
  query: DenseLaneQuery,
): Float32Array | undefined {
  const [first, second] = LOCALES.map(rowsOf);
  if (!first || !second) return undefined;
  const bounds = [boundDense(first, query), boundDense(second, query)] as const;
  const [one, other] = bounds;
  if (!one || !other) return scoreBoth([first, second], query);
  const scores = joinLanguages([one, other], query.allowed);
  sharpenLane(scores, { rows: [first, second], query });
  return scores;
}

/** Both languages lie in one table, so one scan does. */
function scoreBoth(
  [first, second]: readonly [VectorRows, VectorRows],
  { vector, allowed }: DenseLaneQuery,
): Float32Array {
  const items = listAllowed(allowed);
  const rows = new Int32Array(2 * items.length);
  for (let at = 0; at < items.length; at++) {
    rows[at] = first.firstRow + (items[at] ?? 0);
    rows[items.length + at] = second.firstRow + (items[at] ?? 0);
  }
  const exact = scoreRows(first, { vector, rows });
  const scores = new Float32Array(allowed.length).fill(NOT_ALLOWED);
  for (let at = 0; at < items.length; at++)
    scores[items[at] ?? 0] = join(exact[at] ?? 0, exact[items.length + at] ?? 0);
  return scores;
}

function joinLanguages([one, other]: readonly [Float32Array, Float32Array], allowed: Uint8Array): Float32Array {
  return one.map((score, item) => (allowed[item] ? join(score, other[item] ?? score) : NOT_ALLOWED));
}

/** Grows with both: joined bounds are bounds of what is joined. */
function join(one: number, other: number): number {
  return Math.max(one, other) + SECOND_LANGUAGE * Math.min(one, other);
}

function sharpenLane(
  bounds: Float32Array,
  { rows, query }: { rows: readonly [VectorRows, VectorRows]; query: DenseLaneQuery },
): void {
  const { vector, lexical } = query;
  sharpen(bounds, {
    depth: LANE_DEPTH,
    also: topItems(lexical, { depth: LANE_DEPTH, floor: 0 }),
    score(items) {
      const other = scoreItems(rows[1], { vector, items });
      return scoreItems(rows[0], { vector, items }).map((one, at) => join(one, other[at] ?? one));
    },
  });
}
