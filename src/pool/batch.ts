// Chooses the jobs of one run: the next one, and others of its length where an engine takes several. It starts nothing.

import type { JobQueue } from './queue.ts';
import type { Ticket } from './ticket.ts';

/** Bounds the memory of one run: attention over eight texts of the longest kind. */
const MAX_BATCH_TOKENS = 4096;

/** `idle`: workers that are free now, each of which gets its share of equal jobs. Empty when nothing waits. */
export function takeBatch(queue: JobQueue, at: { now: number; maxBatch: number; idle: number }): Ticket[] {
  const first = queue.take(at.now);
  if (!first) return [];
  if (at.maxBatch === 1) return [first];
  const share = Math.ceil((queue.countMates(first) + 1) / Math.max(at.idle, 1));
  const bound = Math.max(1, Math.floor(MAX_BATCH_TOKENS / first.job.tokenIds.length));
  return [first, ...queue.takeMates(first, Math.min(share, at.maxBatch, bound) - 1)];
}
