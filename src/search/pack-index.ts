// A compiled pack in use: its parts, the weights of its facts by theme, and its vectors once they are there.

import type { Fact, FactSet } from '../kernel/facts.ts';
import { LOCALES, type Locale } from '../kernel/locale.ts';
import type { CompiledPack, CompiledPart } from '../pack/compiled.ts';
import type { ThemeConfig } from '../pack/content.ts';
import { createVectorTable, type VectorRows, type VectorTable } from './dense.ts';
import { createFactWeights, type ItemFacts, numberItemFacts } from './facts.ts';
import { FactReader, type ReadFacts } from './read-facts.ts';

type Vectors = { readonly vectors: Float32Array; readonly dimension: number };

/** By item. In columns, because the items themselves lie in no cache of the processor. */
export type PartColumns = {
  readonly facts: ItemFacts;
  readonly weights: Float64Array;
  readonly tokens: Readonly<Record<Locale, Uint32Array>>;
};

export class PackIndex {
  readonly pack: CompiledPack;
  /** By id. */
  readonly factNames: readonly Fact[];
  readonly #weights = new Map<string, Float32Array>();
  readonly #themes = new Map<string, ThemeConfig>();
  readonly #reader: FactReader;
  readonly #kept = new WeakMap<CompiledPart, Map<string, unknown>>();
  #vectors: VectorTable | undefined;

  constructor(pack: CompiledPack, vectors?: Vectors) {
    this.pack = pack;
    this.factNames = [...pack.factIds].sort(([, a], [, b]) => a - b).map(([fact]) => fact);
    this.#reader = new FactReader(pack.factIds);
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

  /** What is read from the facts of a request: once, for all its sources. */
  readFacts(facts: FactSet): ReadFacts {
    return this.#reader.read(facts);
  }

  /** Of each item of a part what ranking reads of it. */
  columns(part: CompiledPart): PartColumns {
    return this.kept(part, {
      name: 'columns',
      compute: () => ({
        facts: numberItemFacts(part.items, this.pack.factIds),
        weights: Float64Array.from(part.items, ({ weight }) => weight),
        tokens: {
          ko: Uint32Array.from(part.items, ({ tokens }) => tokens.ko),
          en: Uint32Array.from(part.items, ({ tokens }) => tokens.en),
        },
      }),
    });
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
