// Numbers every fact of the vocabulary, so that a chart's facts are collected as bits and come out sorted; it refuses any other fact.
import { ServiceError } from '../kernel/errors.ts';
import { type Fact, ListedFacts } from '../kernel/facts.ts';
import { VOCABULARY } from './fact-keys.ts';

/** Every fact of the vocabulary in lexical order; a fact's number is its place here. */
export const ALL_FACTS: readonly Fact[] = [...VOCABULARY]
  .flatMap(([key, values]) => values.map((value) => `${key}=${value}`))
  .sort();

/**
 * Facts of one key stand together in ALL_FACTS, for they share all up to the equals sign: a fact's number is that of the
 * key's first fact and the place of its value. Keys with the same values share one table of places, which thus stays hot.
 */
export type FactKey = { readonly first: number; readonly places: ReadonlyMap<string, number> };

const NUMBERS: ReadonlyMap<Fact, number> = new Map(ALL_FACTS.map((fact, index) => [fact, index]));
const PLACES = new Map<string, ReadonlyMap<string, number>>();
const KEYS: ReadonlyMap<string, FactKey> = new Map(
  [...VOCABULARY].map(([key, values]) => [key, createKey(key, values)]),
);

function createKey(key: string, values: readonly string[]): FactKey {
  const numbers = values.map((value) => NUMBERS.get(`${key}=${value}`) ?? 0);
  const first = Math.min(...numbers);
  const places = new Map(values.map((value, index) => [value, (numbers[index] ?? 0) - first]));
  const name = [...places].join();
  const shared = PLACES.get(name) ?? places;
  PLACES.set(name, shared);
  return { first, places: shared };
}

/** Looks a key up once, at module load, so that a key outside the vocabulary fails the first test rather than a request. */
export function factKey(key: string): FactKey {
  const found = KEYS.get(key);
  if (found === undefined) throw new ServiceError('internal', `Key "${key}" is not in the vocabulary of facts`);
  return found;
}

/** The key, or undefined for a key outside the vocabulary. */
export function findFactKey(key: string): FactKey | undefined {
  return KEYS.get(key);
}

/** One `factKey` per member of a closed list, such as `astro.<planet>.house`. */
export function factKeys<T extends string>(members: readonly T[], name: (member: T) => string): Record<T, FactKey> {
  const entries = members.map((member) => [member, factKey(name(member))] as const);
  return Object.fromEntries(entries) as Record<T, FactKey>; // every member has an entry by construction
}

/** Collects the facts of one chart, then gives them as a set in lexical order. */
export class FactCollector {
  readonly #bits = new Uint32Array((ALL_FACTS.length >>> 5) + 1);

  /** Adds `key=value`; a value outside the key's list is passed over. */
  add(key: FactKey, value: string): void {
    const place = key.places.get(value);
    if (place !== undefined) this.#set(key.first + place);
  }

  has(key: FactKey, value: string): boolean {
    const place = key.places.get(value);
    return place !== undefined && this.#isSet(key.first + place);
  }

  /** Whether any value of the key is present. */
  hasKey(key: FactKey): boolean {
    for (let place = 0; place < key.places.size; place++) if (this.#isSet(key.first + place)) return true;
    return false;
  }

  /** The facts found so far, as `createFactSet` would order them. */
  toFactSet(): ListedFacts {
    const numbers: number[] = [];
    for (let word = 0; word < this.#bits.length; word++)
      for (let rest = this.#bits[word] ?? 0; rest !== 0; rest &= rest - 1)
        numbers.push(word * 32 + 31 - Math.clz32(rest & -rest));
    return new ListedFacts(ALL_FACTS, numbers);
  }

  #set(number: number): void {
    const word = number >>> 5;
    this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (number & 31));
  }

  #isSet(number: number): boolean {
    return ((this.#bits[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0;
  }
}
