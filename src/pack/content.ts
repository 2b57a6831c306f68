// What a pack holds, as plain values between reading, checking and compiling. It knows no file format and no database.

import type { Fact, Vocabulary } from '../kernel/facts.ts';
import type { Locale, LocalText } from '../kernel/locale.ts';

export const ENGINES = ['graph', 'passages', 'rules'] as const;
export type EngineName = (typeof ENGINES)[number];

/** How one source of the answer is served. `items` names the part (a folder of the pack) that it reads. */
export type SourceConfig = {
  /** Heading of the source's part of the packed context. */
  readonly title: LocalText;
  readonly engine: EngineName;
  readonly items: string;
  /** Most items in an answer; per group where `balanceBy` is given. */
  readonly limit: number;
  /** graph: most rules beside the nodes, and the part that holds them. */
  readonly rules: number;
  readonly ruleItems: string;
  /** rules: `limit` counts for each group (such as a voice) on its own. */
  readonly isBalancedByGroup: boolean;
  /** passages: only items of the theme's own domain are read. */
  readonly isBoundToDomain: boolean;
  /** Fact namespaces that must all be present, such as `saju` and `astro`. */
  readonly needs: readonly string[];
};

export type ThemeConfig = {
  readonly name: string;
  readonly label: LocalText;
  readonly aliases: readonly string[];
  readonly domain: string | undefined;
  /** True where a question may also find passages of other domains: a day, a year or a talk is about anything. */
  readonly isDomainOpen: boolean;
  /** Fact key prefixes that this theme listens to. */
  readonly emphasis: readonly string[];
};

export type ConceptConfig = {
  readonly label: LocalText;
  readonly themes: readonly string[];
  readonly about: readonly Fact[];
};

/** Alternatives of which one must be true. */
export type Condition = readonly Fact[];

export type Citation = {
  readonly author: LocalText;
  readonly work: LocalText;
  readonly section: string;
  readonly passage: string;
};

export const ITEM_KINDS = ['node', 'rule', 'passage', 'quotation'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

export type ContentItem = {
  /** Unique in the pack: `part/local-id`. */
  readonly id: string;
  readonly part: string;
  readonly kind: ItemKind;
  /** Voice, domain, family or node kind. */
  readonly group: string | undefined;
  readonly when: readonly Condition[];
  /** Facts that raise the item without being claimed by it, each with a weight in (0, 1]. */
  readonly about: ReadonlyMap<Fact, number>;
  readonly themes: ReadonlyMap<string, number>;
  readonly concepts: readonly string[];
  readonly weight: number;
  readonly name: LocalText | undefined;
  readonly text: LocalText;
  readonly citation: Citation | undefined;
  readonly at: Place;
};

export type Edge = {
  readonly source: string;
  readonly relation: string;
  readonly target: string;
  readonly weight: number;
  readonly at: Place;
};

/** Where in the pack something stands; lines count from 1. */
export type Place = { readonly file: string; readonly line: number };

export type PackContent = {
  readonly name: string;
  readonly version: string;
  readonly vocabulary: string;
  readonly languages: readonly Locale[];
  readonly sources: ReadonlyMap<string, SourceConfig>;
  readonly themes: ReadonlyMap<string, ThemeConfig>;
  readonly fallbackTheme: string;
  readonly concepts: ReadonlyMap<string, ConceptConfig>;
  readonly relations: ReadonlyMap<string, LocalText>;
  readonly items: readonly ContentItem[];
  readonly edges: readonly Edge[];
  /** Source passages by id, for the check that a quotation stands in its passage. */
  readonly passages: ReadonlyMap<string, string>;
  /** SHA-256 over the bytes of all content files: the compiled index is stale when it differs. */
  readonly contentHash: string;
};

/** Something wrong in a pack. All faults of a pack are reported at once. */
export type PackFault = { readonly at: Place; readonly message: string };

/** What the compiler must know about the facts of a pack, given by the composition root. */
export type VocabularyProvider = {
  readonly name: string;
  /** Undefined: the vocabulary is open, and any well-formed fact may be used. */
  readonly facts: Vocabulary | undefined;
  label(fact: Fact, locale: Locale): string;
  /** Facts of one plausible user, from a seed: shows the compiler how rare a fact is. */
  sample?(seed: number): Iterable<Fact>;
  /** Facts of a user for whom all conditions hold (`key=a|b` names alternatives), or undefined when nobody can be found. */
  witness?(conditions: readonly string[]): Iterable<Fact> | undefined;
};
