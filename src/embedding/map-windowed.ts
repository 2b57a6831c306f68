// Maps a list with a bounded number of calls at once. It leaves nothing running behind: the first failure stops the rest.

import { toCancellation } from '../kernel/deadline.ts';

export type MapWindowedOptions = { window: number; signal?: AbortSignal | undefined };

/** Results come in the order of the items. Rejects with the first failure, after every call that had begun has settled. */
export async function mapWindowed<Item, Result>(
  items: readonly Item[],
  map: (item: Item, signal: AbortSignal) => Promise<Result>,
  { window, signal }: MapWindowedOptions,
): Promise<Result[]> {
  const stop = new AbortController();
  const follow = () => signal && stop.abort(toCancellation(signal));
  signal?.addEventListener('abort', follow, { once: true });
  const results: Result[] = [];
  const rest = items.entries();
  async function work(): Promise<void> {
    // The iterator is shared by all workers of this list: each item is taken once.
    for (const [at, item] of rest) {
      if (stop.signal.aborted) throw toCancellation(stop.signal);
      results[at] = await map(item, stop.signal);
    }
  }
  const runners = Array.from({ length: Math.min(Math.max(window, 1), items.length) }, work);
  try {
    await Promise.all(runners);
    return results;
  } finally {
    signal?.removeEventListener('abort', follow);
    stop.abort();
    await Promise.allSettled(runners);
  }
}
