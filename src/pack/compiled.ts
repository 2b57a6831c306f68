// The compiled pack as it lies in memory: what the compiler makes, the index file stores and search reads.

import type { Fact } from '../kernel/facts.ts';
import type { Locale, LocalText } from '../kernel/locale.ts';
import type { Citation, Condition, ItemKind, SourceConfig, ThemeConfig } from './content.ts';

export type PackItem = {
  readonly id: string;
  readonly kind: ItemKind;
  readonly group: string | undefined;
  readonly when: readonly Condition[];
  readonly about: readonly Fact[];
  readonly themes: readonly string[];
  readonly concepts: readonly string[];
  readonly weight: number;
  readonly name: LocalText | undefined;
  readonly text: LocalText;
  readonly citation: Citation | undefined;
  /** Length of the text (with its name) in o200k_base tokens, per language. */
  readonly tokens: Readonly<Record<Locale, number>>;
};

/**
 * Postings in compressed rows: those of key `k` are `targets[starts[k]] .. targets[starts[k + 1] - 1]`, each with the
 * value at the same place.
 */
export type Postings = { readonly starts: Uint32Array; readonly targets: Uint32Array; readonly values: Float32Array };

/** BM25 postings of one part in one language; `ids` gives the row of a term, `idf` its weight (never negative). */
export type LexicalPostings = {
  readonly ids: ReadonlyMap<string, number>;
  readonly idf: Float32Array;
  /** Targets are items, values term frequencies. */
  readonly postings: Postings;
  /** Terms in each item. */
  readonly lengths: Float32Array;
  readonly meanLength: number;
};

export type CompiledPart = {
  readonly name: string;
  /** Place of this part's first item among all items of the pack. */
  readonly firstItem: number;
  readonly items: readonly PackItem[];
  /** Fact id -> item; the value is the bit of the condition that it fulfils. */
  readonly conditions: Postings;
  /** Per item the mask with one bit a condition; 0 for items that hold always. */
  readonly masks: Uint32Array;
  /** Fact id -> item; the value is how much the fact speaks for the item. */
  readonly about: Postings;
  /** Theme -> weight per item, 0 where the item does not name the theme. */
  readonly themes: ReadonlyMap<string, Float32Array>;
  readonly lexical: Readonly<Record<Locale, LexicalPostings>>;
};

/** Edges of the graph in both directions. `targets` are items of the graph part; values are weights. */
export type CompiledEdges = {
  readonly adjacency: Postings;
  /** Index into `relationNames` per adjacency entry. */
  readonly relations: Uint16Array;
  /** 1 where the entry follows the edge as written, 0 where it goes against it. */
  readonly isForward: Uint8Array;
  readonly relationNames: readonly string[];
};

export type CompiledPack = {
  readonly name: string;
  readonly version: string;
  readonly contentHash: string;
  readonly vocabulary: string;
  readonly languages: readonly Locale[];
  readonly sources: ReadonlyMap<string, SourceConfig>;
  readonly themes: ReadonlyMap<string, ThemeConfig>;
  readonly fallbackTheme: string;
  readonly concepts: ReadonlyMap<string, LocalText>;
  readonly relations: ReadonlyMap<string, LocalText>;
  readonly factIds: ReadonlyMap<Fact, number>;
  /** Per fact id: -ln of how often the fact is true. A rare fact says more. */
  readonly factIdf: Float32Array;
  readonly parts: ReadonlyMap<string, CompiledPart>;
  /** Edges by the part that they belong to. */
  readonly edges: ReadonlyMap<string, CompiledEdges>;
  readonly itemCount: number;
};
