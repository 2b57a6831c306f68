// What a set of true facts says about the items of a part: which hold, and how strongly each is spoken for.
// It reads postings only, never the list of items, so its cost grows with the facts and not with the pack.

import type { Fact } from '../kernel/facts.ts';
import type { CompiledPack, CompiledPart, PackItem } from '../pack/compiled.ts';

const NO_IDS: readonly number[] = [];

/** A theme's facts speak this much louder. */
const EMPHASIS = 1.8;

/** The true facts that the pack knows, by id, each with its weight for one theme. */
export type WeightedFacts = { readonly ids: readonly number[]; readonly weightOf: Float32Array };

export type FactMatches = {
  /** 1 where every condition of the item is true. */
  readonly isTrue: Uint8Array;
  /** Sum of the weights of the facts that fulfil the item's conditions. */
  readonly conditionWeight: Float32Array;
  /** Sum of the weights of the facts that the item is about. */
  readonly aboutWeight: Float32Array;
};

/** Weights of every fact of the pack for a theme: rarity, raised where the theme listens. */
export function createFactWeights(pack: CompiledPack, emphasis: readonly string[]): Float32Array {
  const weights = pack.factIdf.slice();
  for (const [fact, id] of pack.factIds)
    if (emphasis.some((prefix) => isBelow(fact, prefix))) weights[id] = (weights[id] ?? 0) * EMPHASIS;
  return weights;
}

/** `astro.venus` listens to `astro.venus=..` and `astro.venus.house=..`, not to `astro.venusian=..`. */
function isBelow(fact: string, prefix: string): boolean {
  if (!fact.startsWith(prefix)) return false;
  const next = fact[prefix.length];
  return next === '.' || next === '=' || next === '_';
}

/** Room for the matches of a part; what `matchFacts` wrote there before is forgotten. */
export type MatchRoom = FactMatches & { readonly found: Uint32Array };

export function createMatchRoom({ items: { length } }: CompiledPart): MatchRoom {
  return {
    found: new Uint32Array(length),
    isTrue: new Uint8Array(length),
    conditionWeight: new Float32Array(length),
    aboutWeight: new Float32Array(length),
  };
}

export function matchFacts(part: CompiledPart, facts: WeightedFacts, room = createMatchRoom(part)): FactMatches {
  matchConditions(part, facts, room);
  weighAbout(part, facts, room.aboutWeight);
  return room;
}

function matchConditions(
  { conditions, masks }: CompiledPart,
  { ids, weightOf }: WeightedFacts,
  { found, isTrue, conditionWeight }: MatchRoom,
): void {
  const { starts, targets, values } = conditions;
  found.fill(0);
  conditionWeight.fill(0);
  for (const id of targets.length > 0 ? ids : NO_IDS) {
    const end = starts[id + 1] ?? 0;
    for (let at = starts[id] ?? 0; at < end; at++) {
      const item = targets[at] ?? 0;
      const bit = values[at] ?? 0;
      const before = found[item] ?? 0;
      if (before & bit) continue;
      found[item] = before | bit;
      conditionWeight[item] = (conditionWeight[item] ?? 0) + (weightOf[id] ?? 0);
    }
  }
  for (let item = 0; item < isTrue.length; item++) isTrue[item] = found[item] === masks[item] ? 1 : 0;
}

function weighAbout({ about }: CompiledPart, { ids, weightOf }: WeightedFacts, weights: Float32Array): void {
  const { starts, targets, values } = about;
  weights.fill(0);
  for (const id of targets.length > 0 ? ids : NO_IDS) {
    const end = starts[id + 1] ?? 0;
    const weight = weightOf[id] ?? 0;
    for (let at = starts[id] ?? 0; at < end; at++) {
      const item = targets[at] ?? 0;
      weights[item] = (weights[item] ?? 0) + weight * (values[at] ?? 0);
    }
  }
}

/**
 * The facts that the items of a part name, by id: the conditions of item `i` from `starts[2 * i]`, what it is about from
 * `starts[2 * i + 1]`, each up to the next start.
 */
export type ItemFacts = { readonly starts: Uint32Array; readonly ids: Uint32Array };

export function numberItemFacts(items: readonly PackItem[], factIds: ReadonlyMap<Fact, number>): ItemFacts {
  const starts = [0];
  const ids: number[] = [];
  for (const { when, about } of items)
    for (const facts of [when.flat(), about]) {
      for (const fact of facts) {
        const id = factIds.get(fact);
        if (id !== undefined) ids.push(id);
      }
      starts.push(ids.length);
    }
  return { starts: Uint32Array.from(starts), ids: Uint32Array.from(ids) };
}

/** The facts for which an item was chosen, by id: those of its conditions that are true, else those that it is about. */
export function explainFacts(
  { starts, ids }: ItemFacts,
  { item, isHeld }: { item: number; isHeld: Uint8Array },
): number[] {
  const held: number[] = [];
  for (let list = 2 * item; list < 2 * item + 2 && held.length === 0; list++) {
    const end = starts[list + 1] ?? 0;
    for (let at = starts[list] ?? 0; at < end; at++) {
      const id = ids[at] ?? 0;
      if (isHeld[id]) held.push(id);
    }
  }
  return held;
}
