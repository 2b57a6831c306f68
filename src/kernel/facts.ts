// Facts: what is known about the user, as `key=value` strings of a closed vocabulary.

/** One fact such as `astro.mars.house=7`. */
export type Fact = string;

/** The facts that are true for one request, in a stable order and without repetition; any `Set` of facts will do. */
export type FactSet = Iterable<Fact> & { readonly size: number; has(fact: Fact): boolean };

/** Facts that are sorted already. Most are only gone through: a hash table for 150 of them would cost more than to derive them. */
export class SortedFacts implements FactSet {
  readonly #facts: readonly Fact[];

  /** Each once and in lexical order. */
  constructor(facts: readonly Fact[]) {
    this.#facts = facts;
  }

  get size(): number {
    return this.#facts.length;
  }

  has(fact: Fact): boolean {
    return this.#facts.includes(fact);
  }

  [Symbol.iterator](): Iterator<Fact> {
    return this.#facts[Symbol.iterator]();
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
export function createFactSet(facts: Iterable<Fact>): FactSet {
  return new SortedFacts([...new Set(facts)].sort());
}
