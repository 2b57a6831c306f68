// Reads a set of facts as a pack sees it: their ids, which of them hold, and a number that depends on all of them.

import { createFactSet, type Fact, type FactSet } from '../kernel/facts.ts';

export type ReadFacts = {
  readonly facts: FactSet;
  /** Ids of the facts that the pack knows. */
  readonly ids: readonly number[];
  /** 1 for each of them, by id. */
  readonly isHeld: Uint8Array;
  /** A number that depends on the facts alone, those that the pack does not know included. */
  readonly salt: number;
};

/** A list of facts, read once: of fact `place` the id (or `UNKNOWN`), and its text as `units[starts[place]] ..`. */
type ReadList = {
  readonly list: readonly Fact[];
  readonly ids: Int32Array;
  readonly starts: Uint32Array;
  readonly units: Uint16Array;
};

const UNKNOWN = -1;
/** FNV-1a, 32 bits. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

export class FactReader {
  readonly #factIds: ReadonlyMap<Fact, number>;
  /** A closed vocabulary is one list; of open ones each request brings its own. */
  #list: ReadList | undefined;
  /** All sources of a request ask for the same set, and the next request has another. */
  #recent: ReadFacts | undefined;

  constructor(factIds: ReadonlyMap<Fact, number>) {
    this.#factIds = factIds;
  }

  read(facts: FactSet): ReadFacts {
    if (this.#recent?.facts !== facts) this.#recent = this.#readSet(facts);
    return this.#recent;
  }

  #readSet(facts: FactSet): ReadFacts {
    const { list, places } = createFactSet(facts);
    if (this.#list?.list !== list) this.#list = readList(list, this.#factIds);
    const { ids: idOf, starts, units } = this.#list;
    const ids: number[] = [];
    const isHeld = new Uint8Array(this.#factIds.size);
    let salt = FNV_OFFSET;
    for (let at = 0; at < places.length; at++) {
      const place = places[at] ?? 0;
      const id = idOf[place] ?? UNKNOWN;
      if (id !== UNKNOWN) {
        ids.push(id);
        isHeld[id] = 1;
      }
      const end = starts[place + 1] ?? 0;
      for (let unit = starts[place] ?? 0; unit < end; unit++) salt = Math.imul(salt ^ (units[unit] ?? 0), FNV_PRIME);
    }
    return { facts, ids, isHeld, salt };
  }
}

function readList(list: readonly Fact[], factIds: ReadonlyMap<Fact, number>): ReadList {
  const starts = new Uint32Array(list.length + 1);
  for (const [place, fact] of list.entries()) starts[place + 1] = (starts[place] ?? 0) + fact.length;
  const text = list.join('');
  return {
    list,
    ids: Int32Array.from(list, (fact) => factIds.get(fact) ?? UNKNOWN),
    starts,
    units: Uint16Array.from({ length: text.length }, (_, unit) => text.charCodeAt(unit)),
  };
}
