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
  { depth, also = [], exact }: { depth: number; also?: readonly number[]; exact(item: number): number },
): void {
  let least = Number.POSITIVE_INFINITY;
  const first = topItems(bounds, { depth, floor: NOT_ALLOWED });
  for (const item of first) {
    bounds[item] = exact(item);
    // What the array keeps, not what was given: only equal numbers are ties.
    least = Math.min(least, bounds[item] ?? least);
  }
  for (const item of also) if (bounds[item] !== NOT_ALLOWED) bounds[item] = exact(item);
  if (first.length < depth) return;
  // No item below the worst of these can be among the best `depth`.
  for (let item = 0; item < bounds.length; item++)
    if ((bounds[item] ?? NOT_ALLOWED) >= least) bounds[item] = exact(item);
}
