// Facts: what is known about the user, as `key=value` strings of a closed vocabulary.

/** One fact such as `astro.mars.house=7`. */
export type Fact = string;

/** The facts that are true for one request, in a stable order and without repetition; any `Set` of facts will do. */
export type FactSet = Iterable<Fact> & { readonly size: number; has(fact: Fact): boolean };

/**
 * Facts as places in a list, so that who knows the list need not look at their texts: there are 150 in a chart, and read one by
 * one they lie in no cache of the processor.
 */
export class ListedFacts implements FactSet {
  /** In lexical order, each once. Of a closed vocabulary it is one object for as long as the program runs. */
  readonly list: readonly Fact[];
  /** Rising. */
  readonly places: readonly number[];

  constructor(list: readonly Fact[], places: readonly number[]) {
    this.list = list;
    this.places = places;
  }

  get size(): number {
    return this.places.length;
  }

  has(fact: Fact): boolean {
    return this.places.some((place) => this.list[place] === fact);
  }

  *[Symbol.iterator](): Iterator<Fact> {
    for (const place of this.places) yield this.list[place] ?? '';
  }
}

/** Keys with the values that they can take. */
export type Vocabulary = ReadonlyMap<string, readonly string[]>;

/** Splits `a.b=c` at its first equals sign; a string without one gives an empty value. */
export function splitFact(fact: Fact): { key: string; value: string } {
  const at = fact.indexOf('=');
  return at < 0 ? { key: fact, value: '' } : { key: fact.slice(0, at), value: fact.slice(at + 1) };
}

/** A FactSet in lexical order, so that the same facts give the same bytes whatever the order they were found in. */
export function createFactSet(facts: Iterable<Fact>): ListedFacts {
  if (facts instanceof ListedFacts) return facts;
  const list = [...new Set(facts)].sort();
  return new ListedFacts(
    list,
    list.map((_, place) => place),
  );
}
