// Spreading activation over the graph's adjacency: energy flows from seeds along weighted edges and fades with each hop.
// Collins and Loftus, "A Spreading-Activation Theory of Semantic Processing" (1975). It never scans the list of edges.

import type { CompiledEdges } from '../pack/compiled.ts';

const HOPS = 2;
/** What is left of the energy after one hop. */
const DECAY = 0.5;
/** Energy below this is not passed on: it would touch the whole graph and change nothing. */
const THRESHOLD = 0.02;

export type Activation = {
  /** Energy per node; seeds hold at least their own. */
  readonly energy: Float32Array;
  /** Adjacency entry by which most energy first came to a node, -1 for seeds and nodes that were not reached. */
  readonly via: Int32Array;
  /** The node at the other end of that entry. */
  readonly from: Int32Array;
};

/** The hop of nodes that no wave has reached. */
const UNREACHED = 255;

/** Spreads the seeds' energy; nodes that are not allowed neither hold nor pass any. */
export function spreadActivation(
  edges: CompiledEdges,
  options: { seeds: ReadonlyMap<number, number>; allowed: Uint8Array },
): Activation {
  const { starts, targets, values } = edges.adjacency;
  const { allowed } = options;
  const count = allowed.length;
  const energy = new Float32Array(count);
  const via = new Int32Array(count).fill(-1);
  const from = new Int32Array(count).fill(-1);
  const reachedAt = new Uint8Array(count).fill(UNREACHED);
  const strongest = new Float32Array(count);
  let wave = new Float32Array(count);
  for (const [node, value] of options.seeds) {
    if (!allowed[node]) continue;
    energy[node] = value;
    wave[node] = value;
    reachedAt[node] = 0;
  }
  for (let hop = 1; hop <= HOPS; hop++) {
    const next = new Float32Array(count);
    for (let node = 0; node < count; node++) {
      const own = wave[node] ?? 0;
      if (own === 0) continue;
      const start = starts[node] ?? 0;
      const end = starts[node + 1] ?? 0;
      // A hub shares its energy among many neighbours: the root keeps it from drowning or from falling silent.
      const share = (own * DECAY) / Math.sqrt(Math.max(1, end - start));
      if (share < THRESHOLD) continue;
      for (let at = start; at < end; at++) {
        const target = targets[at] ?? 0;
        if (!allowed[target]) continue;
        const passed = share * (values[at] ?? 0);
        energy[target] = (energy[target] ?? 0) + passed;
        next[target] = (next[target] ?? 0) + passed;
        // A node keeps the way by which it was first reached, so that every way leads back to a seed and none in a circle.
        if ((reachedAt[target] ?? 0) < hop || passed <= (strongest[target] ?? 0)) continue;
        reachedAt[target] = hop;
        strongest[target] = passed;
        via[target] = at;
        from[target] = node;
      }
    }
    wave = next;
  }
  return { energy, via, from };
}
