// The measures of a ranking against judged items. Järvelin and Kekäläinen, "Cumulated Gain-Based Evaluation of IR
// Techniques" (2002), with the gain taken as it is, as trec_eval does. It knows no search.

/** Grade per relevant item; what is not in it is not relevant. */
export type Grades = ReadonlyMap<string, number>;

/** A ranking is a list of ids, best first. Values are 0 to 1. */
export type Measure = { readonly name: string; of(ranking: readonly string[], grades: Grades): number };

/** For items that were judged by reading. */
export const JUDGED_MEASURES: readonly Measure[] = [recallAt(8), ndcgAt(10)];
/** For one item that is looked for. */
export const KNOWN_ITEM_MEASURES: readonly Measure[] = [recallAt(1), recallAt(8)];

/** Share of the relevant items among the first `depth`; below 1 even at best where more than `depth` are relevant. */
export function recallAt(depth: number): Measure {
  return {
    name: `recall@${depth}`,
    of(ranking, grades) {
      if (grades.size === 0) return 0;
      return ranking.slice(0, depth).filter((id) => (grades.get(id) ?? 0) > 0).length / grades.size;
    },
  };
}

/** 1 for the best order that there could be within `depth`. */
export function ndcgAt(depth: number): Measure {
  return {
    name: `nDCG@${depth}`,
    of(ranking, grades) {
      const ideal = discountedGain([...grades.values()].sort((a, b) => b - a).slice(0, depth));
      if (ideal === 0) return 0;
      return discountedGain(ranking.slice(0, depth).map((id) => grades.get(id) ?? 0)) / ideal;
    },
  };
}

function discountedGain(gains: readonly number[]): number {
  return gains.reduce((sum, gain, place) => sum + gain / Math.log2(place + 2), 0);
}
