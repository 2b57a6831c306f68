// A small seeded generator: the same seed gives the same numbers on every machine. Not for secrets.

export type SeededRandom = {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from 0 to `size` - 1. */
  below(size: number): number;
  pick<T>(members: readonly [T, ...T[]]): T;
};

/** mulberry32, by Tommy Ettinger (public domain): 32 bits of state, good enough to spread samples. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  function below(size: number): number {
    return Math.floor(next() * size);
  }
  function pick<T>(members: readonly [T, ...T[]]): T {
    return members[below(members.length)] ?? members[0];
  }
  return { next, below, pick };
}
