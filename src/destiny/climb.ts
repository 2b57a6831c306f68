// Searches small combinatorial spaces by climbing from random starts. It proves nothing impossible, it only gives up.
import type { SeededRandom } from '../kernel/seeded-random.ts';

export type Climb = {
  /** How many candidates each dimension has; a state is one candidate number per dimension. */
  sizes: readonly number[];
  /** The score at which the search is over. */
  goal: number;
  score: (state: readonly number[]) => number;
  random: SeededRandom;
};

const MAX_STARTS = 40;
const MAX_IDLE_SWEEPS = 3;

/** A state that reaches the goal, or undefined after a bounded number of starts. */
export function climb(task: Climb): readonly number[] | undefined {
  for (let start = 0; start < MAX_STARTS; start++) {
    const state = task.sizes.map((size) => task.random.below(size));
    if (climbFrom(state, task)) return state;
  }
  return undefined;
}

/** Sweeps over the dimensions, each time to the best candidate of one; sideways steps keep it from sticking on plateaus. */
function climbFrom(state: number[], task: Climb): boolean {
  let best = task.score(state);
  let idleSweeps = 0;
  while (best < task.goal && idleSweeps < MAX_IDLE_SWEEPS) {
    const before = best;
    for (const dimension of shuffledPlaces(task)) {
      best = improve(state, dimension, { best, task });
      if (best >= task.goal) return true;
    }
    idleSweeps = best > before ? 0 : idleSweeps + 1;
  }
  return best >= task.goal;
}

function shuffledPlaces({ sizes, random }: Climb): number[] {
  const places = sizes.map((_, place) => ({ place, order: random.next() }));
  return places.sort((a, b) => a.order - b.order).map(({ place }) => place);
}

function improve(state: number[], dimension: number, { best, task }: { best: number; task: Climb }): number {
  const size = task.sizes[dimension] ?? 0;
  const offset = task.random.below(size);
  let top = best;
  let chosen = state[dimension] ?? 0;
  for (let step = 0; step < size; step++) {
    const candidate = (offset + step) % size;
    state[dimension] = candidate;
    const score = task.score(state);
    if (score < top) continue;
    chosen = candidate;
    top = score;
    if (top >= task.goal) break;
  }
  state[dimension] = chosen;
  return top;
}
