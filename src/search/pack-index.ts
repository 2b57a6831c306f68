// A compiled pack in use: its parts, the weights of its facts by theme, and its vectors once they are there.

import type { Fact, FactSet } from '../kernel/facts.ts';
import { LOCALES, type Locale } from '../kernel/locale.ts';
import type { CompiledPack, CompiledPart } from '../pack/compiled.ts';
import type { ThemeConfig } from '../pack/content.ts';
import { createVectorTable, type VectorRows, type VectorTable } from './dense.ts';
import { createFactWeights, explainFacts, type ItemFacts, numberItemFacts } from './facts.ts';

type Vectors = { readonly vectors: Float32Array; readonly dimension: number };

/** What is read from a set of facts: once, for all sources of a request. */
type RecentFacts = {
  readonly facts: FactSet;
  readonly ids: readonly number[];
  readonly isHeld: Uint8Array;
  readonly salt: number;
};

/** FNV-1a, 32 bits. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

export class PackIndex {
  readonly pack: CompiledPack;
  readonly #weights = new Map<string, Float32Array>();
  readonly #themes = new Map<string, ThemeConfig>();
  #recent: RecentFacts | undefined;
  readonly #kept = new WeakMap<CompiledPart, Map<string, unknown>>();
  readonly #factNames: readonly Fact[];
  /** Asked for once an item: too often for `kept`. */
  readonly #itemFacts = new Map<CompiledPart, readonly ItemFacts[]>();
  #vectors: VectorTable | undefined;

  constructor(pack: CompiledPack, vectors?: Vectors) {
    this.pack = pack;
    this.#factNames = [...pack.factIds].sort(([, a], [, b]) => a - b).map(([fact]) => fact);
    this.#vectors = vectors && createVectorTable(vectors);
    for (const theme of pack.themes.values()) {
      this.#weights.set(theme.name, createFactWeights(pack, theme.emphasis));
      for (const name of [theme.name, ...theme.aliases]) this.#themes.set(name, theme);
    }
  }

  /** False while vectors are still being built: search is lexical until then. */
  get hasVectors(): boolean {
    return this.#vectors !== undefined;
  }

  attachVectors(vectors: Vectors): void {
    this.#vectors = createVectorTable(vectors);
  }

  /** The theme of that name or alias. */
  theme(name: string): ThemeConfig | undefined {
    return this.#themes.get(name);
  }

  factWeights(theme: ThemeConfig): Float32Array {
    return this.#weights.get(theme.name) ?? this.pack.factIdf;
  }

  /** Ids of the facts that the pack knows. */
  factIds(facts: FactSet): readonly number[] {
    return this.#read(facts).ids;
  }

  /** The true facts for which an item of the part was chosen. */
  explain(part: CompiledPart, { item, facts }: { item: number; facts: FactSet }): Fact[] {
    const named = this.#itemFactsOf(part)[item];
    return named ? explainFacts(named, { isHeld: this.#read(facts).isHeld, names: this.#factNames }) : [];
  }

  #itemFactsOf(part: CompiledPart): readonly ItemFacts[] {
    const known = this.#itemFacts.get(part);
    if (known) return known;
    const numbered = numberItemFacts(part.items, this.pack.factIds);
    this.#itemFacts.set(part, numbered);
    return numbered;
  }

  /** A number that depends on the facts alone. */
  saltOf(facts: FactSet): number {
    return this.#read(facts).salt;
  }

  /** Only the last set is kept: all sources of a request ask for the same one, and the next request has another. */
  #read(facts: FactSet): RecentFacts {
    if (this.#recent?.facts === facts) return this.#recent;
    const ids: number[] = [];
    const isHeld = new Uint8Array(this.#factNames.length);
    let salt = FNV_OFFSET;
    for (const fact of facts) {
      const id = this.pack.factIds.get(fact);
      if (id !== undefined) {
        ids.push(id);
        isHeld[id] = 1;
      }
      for (let at = 0; at < fact.length; at++) salt = Math.imul(salt ^ fact.charCodeAt(at), FNV_PRIME);
    }
    this.#recent = { facts, ids, isHeld, salt };
    return this.#recent;
  }

  /** What is computed once per part and kept as long as the pack. */
  kept<T>(part: CompiledPart, options: { name: string; compute(): T }): T {
    const values = this.#kept.get(part) ?? new Map<string, unknown>();
    this.#kept.set(part, values);
    if (!values.has(options.name)) values.set(options.name, options.compute());
    // The name decides the type: each is used in one place.
    return values.get(options.name) as T;
  }

  /** Rows of a part in one language, or undefined while there are none. */
  rows(part: CompiledPart, locale: Locale): VectorRows | undefined {
    const found = this.#vectors;
    if (!found) return undefined;
    return { ...found, firstRow: LOCALES.indexOf(locale) * this.pack.itemCount + part.firstItem };
  }
}
