// Derives aspect facts, stated or computed; each pair is named in the order of the vocabulary whichever way it was given.
import { type FactCollector, type FactKey, factKey } from '../fact-index.ts';
import { VOCABULARY } from '../fact-keys.ts';
import { ANGLES, type Aspect, PLANETS } from '../vocabulary.ts';
import type { Body } from './names.ts';
import type { AstroChart } from './read.ts';
import { aspectBetween } from './zodiac.ts';

const ASPECTED = [...PLANETS, ...ANGLES] as const;
const ANY_ASPECT = factKey('astro.aspect');

/** `first` stands before `second` in the vocabulary. */
type Pair = { first: Body; second: Body; key: FactKey; isToAngle: boolean };

/** The pairs of the vocabulary; both orders lead to one key. Ascendant and midheaven have no aspect to each other. */
const PAIRS: readonly Pair[] = ASPECTED.flatMap((first, index) =>
  ASPECTED.slice(index + 1)
    .filter((second) => VOCABULARY.has(`astro.aspect.${first}_${second}`))
    .map((second) => ({
      first,
      second,
      key: factKey(`astro.aspect.${first}_${second}`),
      isToAngle: second === 'ascendant' || second === 'mc',
    })),
);
const KEY_OF_PAIR = new Map<string, Map<string, FactKey>>();
for (const { first, second, key } of PAIRS) {
  enter(first, { second, key });
  enter(second, { second: first, key });
}

function enter(first: Body, { second, key }: { second: Body; key: FactKey }): void {
  const row = KEY_OF_PAIR.get(first) ?? new Map<string, FactKey>();
  KEY_OF_PAIR.set(first, row.set(second, key));
}

/** Stated aspects win as a whole, for their orbs are their program's; without any, longitudes and our orbs decide. */
export function deriveAspects({ aspects, positions }: AstroChart, facts: FactCollector): void {
  if (aspects !== undefined) {
    for (const { first, second, aspect } of aspects) addAspect(KEY_OF_PAIR.get(first)?.get(second), aspect, facts);
    return;
  }
  for (const { first, second, key, isToAngle } of PAIRS) {
    const from = positions[first]?.longitude;
    const to = positions[second]?.longitude;
    if (from === undefined || to === undefined) continue;
    const aspect = aspectBetween(from, to, { isToAngle });
    if (aspect !== undefined) addAspect(key, aspect, facts);
  }
}

/** A pair without a key (a node, ascendant to midheaven) is outside the vocabulary and passed over. */
function addAspect(key: FactKey | undefined, aspect: Aspect, facts: FactCollector): void {
  if (key === undefined) return;
  facts.add(key, aspect);
  facts.add(ANY_ASPECT, aspect);
}
