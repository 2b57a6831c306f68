// Facts: what is known about the user, as `key=value` strings of a closed vocabulary.

/** One fact such as `astro.mars.house=7`. */
export type Fact = string;

/** The facts that are true for one request, in a stable order and without repetition. */
export type FactSet = ReadonlySet<Fact>;

/** Keys with the values that they can take. */
export type Vocabulary = ReadonlyMap<string, readonly string[]>;

/** Splits `a.b=c` at its first equals sign; a string without one gives an empty value. */
export function splitFact(fact: Fact): { key: string; value: string } {
  const at = fact.indexOf('=');
  return at < 0 ? { key: fact, value: '' } : { key: fact.slice(0, at), value: fact.slice(at + 1) };
}

/** A FactSet in lexical order, so that the same facts give the same bytes whatever the order they were found in. */
export function createFactSet(facts: Iterable<Fact>): FactSet {
  return new Set([...new Set(facts)].sort());
}
