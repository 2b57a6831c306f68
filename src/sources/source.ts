// The port of a source: asked once per prefetch, answers with items. It never decides about deadlines or statuses of
// others; `src/prefetch` turns what it throws, or its silence, into a status.

import type { FactSet } from '../kernel/facts.ts';
import type { Locale } from '../kernel/locale.ts';
import type { Vector } from '../kernel/vector.ts';
import type { Citation, ThemeConfig } from '../pack/content.ts';

export type Question = {
  readonly text: string;
  /** Search terms of the whole question. */
  readonly terms: ReadonlySet<string>;
  /** The one embedding that all sources share. Never rejects; undefined where it failed or came too late. */
  readonly embedding: Promise<Vector | undefined>;
};

export type SourceRequest = {
  readonly facts: FactSet;
  readonly theme: ThemeConfig;
  readonly locale: Locale;
  readonly question: Question | undefined;
  /** Most items, or most per group where the source is balanced by group. */
  readonly limit: number;
  readonly signal: AbortSignal;
};

export type SourceItem = {
  readonly id: string;
  readonly text: string;
  /** Rank score in 0..1, rounded so that answers repeat byte for byte. */
  readonly score: number;
  readonly name?: string | undefined;
  /** Voice, domain, family or node kind. */
  readonly group?: string | undefined;
  /** The true facts for which it was chosen. */
  readonly facts?: readonly string[] | undefined;
  readonly concept?: string | undefined;
  readonly citation?: Citation | undefined;
  /** Both languages, for quotations that are shown in both. */
  readonly texts?: Readonly<Record<Locale, string>> | undefined;
  /** How the graph came there, as labels. */
  readonly path?: readonly string[] | undefined;
  /** Of an item of the pack: its place among all of them. */
  readonly row?: number | undefined;
  /** Of an item of the pack: its `facts` as the pack numbers them. */
  readonly factIds?: readonly number[] | undefined;
  /** Length in tokens of the budget's tokenizer. */
  readonly tokens: number;
};

export type EdgeLine = { readonly source: string; readonly relation: string; readonly target: string };

export const OUTCOME_REASONS = ['no_embedding', 'no_facts', 'no_match'] as const;

export type SourceOutcome = {
  readonly status: 'ok' | 'partial' | 'empty';
  readonly reason?: (typeof OUTCOME_REASONS)[number];
  readonly items: readonly SourceItem[];
  /** graph: advice beside the nodes. */
  readonly rules?: readonly SourceItem[];
  readonly edges?: readonly EdgeLine[];
};

export interface Source {
  readonly name: string;
  /** Most items per answer, or per group. */
  readonly limit: number;
  retrieve(request: SourceRequest): SourceOutcome | Promise<SourceOutcome>;
}
