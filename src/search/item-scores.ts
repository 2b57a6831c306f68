// Scores of some of a part's items. A map of 200 of them takes as long as the search that found them.

export class ItemScores implements Iterable<[item: number, score: number]> {
  /** In the order in which they were found. */
  readonly items: readonly number[];
  /** By item; NaN for those without a score. */
  readonly #scores: Float64Array;

  /** `count` is the number of all items of the part. */
  constructor(items: readonly number[], { count, scoreOf }: { count: number; scoreOf(item: number): number }) {
    this.items = items;
    this.#scores = new Float64Array(count).fill(Number.NaN);
    for (const item of items) this.#scores[item] = scoreOf(item);
  }

  /** Undefined for an item without a score. */
  get(item: number): number | undefined {
    const score = this.#scores[item];
    return Number.isNaN(score) ? undefined : score;
  }

  /** 0 where there are none. */
  get highest(): number {
    return this.items.reduce((highest, item) => Math.max(highest, this.#scores[item] ?? 0), 0);
  }

  *[Symbol.iterator](): Iterator<[item: number, score: number]> {
    for (const item of this.items) yield [item, this.#scores[item] ?? 0];
  }
}
