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

/** What a spread needs by node; it holds what was there before. */
export type SpreadRoom = Activation & {
  readonly reachedAt: Uint8Array;
  readonly strongest: Float32Array;
  readonly waves: readonly [Float32Array, Float32Array];
};

export function createSpreadRoom(count: number): SpreadRoom {
  return {
    energy: new Float32Array(count),
    via: new Int32Array(count),
    from: new Int32Array(count),
    reachedAt: new Uint8Array(count),
    strongest: new Float32Array(count),
    waves: [new Float32Array(count), new Float32Array(count)],
  };
}

/**
 * Spreads the seeds' energy; nodes that are not allowed neither hold nor pass any. What it gives lies in the room, so it is
 * true until the room is used again.
 */
export function spreadActivation(
  edges: CompiledEdges,
  options: { seeds: ReadonlyMap<number, number>; allowed: Uint8Array; room?: SpreadRoom },
): Activation {
  const { seeds, allowed, room = createSpreadRoom(allowed.length) } = options;
  let [wave, next] = room.waves;
  for (const array of [room.energy, room.strongest, wave]) array.fill(0);
  for (const array of [room.via, room.from]) array.fill(-1);
  room.reachedAt.fill(UNREACHED);
  for (const [node, value] of seeds) {
    if (!allowed[node]) continue;
    room.energy[node] = value;
    wave[node] = value;
    room.reachedAt[node] = 0;
  }
  for (let hop = 1; hop <= HOPS; hop++) {
    next.fill(0);
    passOn(edges, { allowed, room, hop, wave, next });
    [wave, next] = [next, wave];
  }
  return room;
}

type Hop = { allowed: Uint8Array; room: SpreadRoom; hop: number; wave: Float32Array; next: Float32Array };

/** One hop: what each node of the wave has goes on to its neighbours. */
function passOn({ adjacency: { starts, targets, values } }: CompiledEdges, options: Hop): void {
  const { allowed, room, hop, wave, next } = options;
  const { energy, via, from, reachedAt, strongest } = room;
  for (let node = 0; node < wave.length; node++) {
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
}
