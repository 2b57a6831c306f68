// From bounds to exact scores, for as many rows as can be among the best and no more. It never guesses: a row that stays
// a bound is one that is proved not to be among them.

import { NOT_ALLOWED } from '../dense.ts';
import { topItems } from '../fuse.ts';

/**
 * Replaces bounds by exact scores, in place, until the `depth` best items of the array are the best by exact score, ties
 * included. What stays a bound lies below all of them. Bounds must never lie below the exact score.
 */
export function sharpen(
  bounds: Float32Array,
  {
    depth,
    also = [],
    score,
  }: { depth: number; also?: readonly number[]; score(items: readonly number[]): Float32Array },
): void {
  const replace = (items: readonly number[]): Float32Array => {
    const scores = score(items);
    for (const [at, item] of items.entries()) bounds[item] = scores[at] ?? NOT_ALLOWED;
    return scores;
  };
  const first = topItems(bounds, { depth, floor: NOT_ALLOWED });
  const sharp = new Set([...first, ...also.filter((item) => bounds[item] !== NOT_ALLOWED)]);
  const least = Math.min(...replace([...sharp]).subarray(0, first.length));
  if (first.length < depth) return;
  // No item below the worst of these can be among the best `depth`.
  const rest: number[] = [];
  for (let item = 0; item < bounds.length; item++)
    if ((bounds[item] ?? NOT_ALLOWED) >= least && !sharp.has(item)) rest.push(item);
  replace(rest);
}
