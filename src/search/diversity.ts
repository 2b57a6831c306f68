// Picks a short list that is not five times the same thought.

/** How much relevance counts against novelty. Carbonell and Goldstein, "The Use of MMR" (1998). */
const MMR_LAMBDA = 0.75;
/** Cosine from which two texts of the embedded models say the same thing. */
const NEAR_DUPLICATE = 0.97;
/** Each earlier pick that shares a facet costs a candidate this factor. */
const FACET_PENALTY = 0.72;

export type Candidate = { readonly item: number; readonly score: number };

/** What an item is about, as numbers below `count`: names are compared once, when a part is first used. */
export type Facets = { readonly byItem: readonly (readonly number[])[]; readonly count: number };

export function numberFacets(namesByItem: readonly (readonly string[])[]): Facets {
  const numbers = new Map<string, number>();
  const byItem = namesByItem.map((names) =>
    names.map((name) => {
      const number = numbers.get(name) ?? numbers.size;
      numbers.set(name, number);
      return number;
    }),
  );
  return { byItem, count: numbers.size };
}

const NO_FACETS: readonly number[] = [];

/**
 * Greedy picks by score, where candidates that share facets with earlier picks fall behind. Candidates come best first;
 * facets only lower a score, so the search for a pick ends at the first candidate that could not win any more.
 */
export function pickByFacets(
  candidates: readonly Candidate[],
  { limit, facets }: { limit: number; facets: Facets },
): Candidate[] {
  /** What is left of a candidate's score for each facet that was picked already. */
  const shares = new Float64Array(facets.count).fill(1);
  const isPicked = new Uint8Array(candidates.length);
  const picks: Candidate[] = [];
  for (let first = 0; picks.length < limit; ) {
    while (isPicked[first]) first += 1;
    let best = first;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let place = first; place < candidates.length; place++) {
      const candidate = candidates[place];
      if (!candidate || candidate.score <= bestScore) break;
      if (isPicked[place]) continue;
      let score = candidate.score;
      for (const facet of facets.byItem[candidate.item] ?? NO_FACETS) score *= shares[facet] ?? 1;
      if (score <= bestScore) continue;
      best = place;
      bestScore = score;
    }
    const pick = candidates[best];
    if (!pick) break;
    for (const facet of facets.byItem[pick.item] ?? NO_FACETS) shares[facet] = FACET_PENALTY * (shares[facet] ?? 1);
    isPicked[best] = 1;
    picks.push(pick);
  }
  return picks;
}

/** Maximal marginal relevance over cosines between items; near duplicates of a pick are left out altogether. */
export function pickByMmr(
  candidates: readonly Candidate[],
  options: { limit: number; cosines(item: number, others: readonly number[]): Float32Array },
): Candidate[] {
  const pool = candidates.map((candidate) => ({ ...candidate, closest: 0 }));
  const picks: Candidate[] = [];
  while (picks.length < options.limit && pool.length > 0) {
    let best = 0;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (const [place, { score, closest }] of pool.entries()) {
      const value = MMR_LAMBDA * score - (1 - MMR_LAMBDA) * closest;
      if (value > bestValue) [best, bestValue] = [place, value];
    }
    const [pick] = pool.splice(best, 1);
    if (!pick) break;
    picks.push({ item: pick.item, score: pick.score });
    if (picks.length === options.limit) break;
    const cosines = options.cosines(
      pick.item,
      pool.map(({ item }) => item),
    );
    for (let place = pool.length - 1; place >= 0; place--) {
      const other = pool[place];
      if (!other) continue;
      other.closest = Math.max(other.closest, cosines[place] ?? 0);
      if (other.closest >= NEAR_DUPLICATE) pool.splice(place, 1);
    }
  }
  return picks;
}
