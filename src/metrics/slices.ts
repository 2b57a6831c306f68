// Rolling windows over anything that merges: the last 1, 5 and 60 minutes, kept as slices that grow coarser with age.
// It knows nothing of what is in a slice, and no timer: slices turn when they are used.
//
//   now ──> 5 s open ─┬─> 12 closed x 5 s            1 minute
//                     └─> 30 s open ─┬─> 10 x 30 s   5 minutes
//                                    └─> 5 min open ──> 12 x 5 min   60 minutes

import type { Clock } from '../kernel/clock.ts';

export const WINDOW_MINUTES = [1, 5, 60] as const;
export type WindowMinutes = (typeof WINDOW_MINUTES)[number];

export type Window<T> = {
  readonly value: T;
  /** Time that the window covers: its length and up to a tenth more, or less after a start. */
  readonly coveredMs: number;
};

export type SlicesOptions<T> = {
  readonly clock: Clock;
  create(): T;
  /** Adds `from` to `target` and leaves `from` as it is. */
  merge(target: T, from: T): void;
};

type Level<T> = {
  readonly sliceMs: number;
  readonly kept: number;
  /** Number of the open slice since the clock's zero. */
  index: number;
  open: T;
  closed: { index: number; value: T }[];
  /** Sum of the closed slices that still count; made when first asked for, dropped when a slice closes or expires. */
  sum: { oldest: number; value: T } | undefined;
};

/** Level of a window. Slice lengths nest, so that a closed slice falls into exactly one of the next level. */
const DEPTHS = { 1: 0, 5: 1, 60: 2 } as const satisfies Record<WindowMinutes, number>;

export class RollingSlices<T> {
  readonly #options: SlicesOptions<T>;
  readonly #startedAt: number;
  readonly #levels: readonly [Level<T>, Level<T>, Level<T>];

  constructor(options: SlicesOptions<T>) {
    this.#options = options;
    this.#startedAt = options.clock.now();
    const level = (sliceMs: number, kept: number): Level<T> => ({
      sliceMs,
      kept,
      index: Math.floor(this.#startedAt / sliceMs),
      open: options.create(),
      closed: [],
      sum: undefined,
    });
    this.#levels = [level(5_000, 12), level(30_000, 10), level(300_000, 12)];
  }

  /** The slice to write to now. Never keep it: the next call may give another. */
  current(): T {
    const now = this.#options.clock.now();
    const [finest] = this.#levels;
    if (now >= (finest.index + 1) * finest.sliceMs) this.#turn(now);
    return finest.open;
  }

  /** A merged copy of what lies in the window. */
  window(minutes: WindowMinutes): Window<T> {
    this.current();
    const { create, merge, clock } = this.#options;
    const now = clock.now();
    const depth = DEPTHS[minutes];
    const level = this.#levels[depth];
    const value = create();
    merge(value, closedSum(level, { ...this.#options, now }));
    for (const { open } of this.#levels.slice(0, depth + 1)) merge(value, open);
    const windowStart = (Math.floor(now / level.sliceMs) - level.kept) * level.sliceMs;
    return { value, coveredMs: now - Math.max(windowStart, this.#startedAt) };
  }

  #turn(now: number): void {
    const { create, merge } = this.#options;
    for (const [depth, level] of this.#levels.entries()) {
      const index = Math.floor(now / level.sliceMs);
      if (index === level.index) break;
      level.closed.push({ index: level.index, value: level.open });
      level.closed = level.closed.filter((slice) => slice.index >= index - level.kept);
      const next = this.#levels[depth + 1];
      if (next) merge(next.open, level.open);
      level.index = index;
      level.open = create();
      level.sum = undefined;
    }
  }
}

function closedSum<T>(level: Level<T>, { create, merge, now }: SlicesOptions<T> & { now: number }): T {
  const oldest = Math.floor(now / level.sliceMs) - level.kept;
  if (level.sum?.oldest === oldest) return level.sum.value;
  const value = create();
  for (const slice of level.closed) if (slice.index >= oldest) merge(value, slice.value);
  level.sum = { oldest, value };
  return value;
}
