// What a prefetch takes and gives. The words of `status` and `reason` are the public contract: closed sets.

import type { Bar } from '../kernel/events.ts';
import type { FactSet } from '../kernel/facts.ts';
import type { Locale } from '../kernel/locale.ts';
import type { ThemeConfig } from '../pack/content.ts';
import type { EdgeLine, SourceItem } from '../sources/source.ts';

export const STATUSES = ['ok', 'empty', 'partial', 'timeout', 'error', 'unavailable', 'skipped'] as const;
export type Status = (typeof STATUSES)[number];

export const REASONS = [
  'deadline',
  'no_embedding',
  'source_error',
  'bad_output',
  'disabled',
  'not_requested',
  'no_facts',
  'no_match',
] as const;
export type Reason = (typeof REASONS)[number];

export type PrefetchRequest = {
  readonly facts: FactSet;
  readonly theme: ThemeConfig;
  readonly locale: Locale;
  /** Trimmed and not empty; undefined asks without inference. */
  readonly question: string | undefined;
  /** Names of the sources to ask; undefined asks all. */
  readonly sources: ReadonlySet<string> | undefined;
  /** Most items by source, within the source's own bound. */
  readonly limits: ReadonlyMap<string, number>;
  readonly deadlineMs: number;
  readonly tokenBudget: number;
};

export type SourceResult = {
  readonly status: Status;
  readonly reason: Reason | undefined;
  /** Since the prefetch began. */
  readonly startMs: number;
  readonly tookMs: number;
  readonly items: readonly SourceItem[];
  readonly rules: readonly SourceItem[];
  readonly edges: readonly EdgeLine[];
};

/** A stretch of a request's time; starts count from the beginning of the request. */
export type StageTiming = {
  readonly stage: string;
  readonly kind: Bar['kind'];
  readonly startMs: number;
  readonly durationMs: number;
  /** Of a source. */
  readonly status?: Status | undefined;
  readonly reason?: Reason | undefined;
};

/** What was chosen of one source, in the order in which it is cited. */
export type ContextBlock = { readonly heading: string; readonly items: readonly SourceItem[] };
export type PackedContext = {
  readonly blocks: readonly ContextBlock[];
  /** At least the real length of the text in o200k_base tokens. */
  readonly tokens: number;
};

export type PrefetchAnswer = {
  readonly sources: ReadonlyMap<string, SourceResult>;
  /** Markdown ready for a prompt, within the token budget; `writeContext` gives its text. */
  readonly context: PackedContext;
  /** True exactly when a requested source is partial, timed out, failed or unavailable. */
  readonly isDegraded: boolean;
  readonly warnings: readonly string[];
  readonly stages: readonly StageTiming[];
};

const DEGRADED: ReadonlySet<Status> = new Set<Status>(['partial', 'timeout', 'error', 'unavailable']);

export function isDegradedStatus(status: Status): boolean {
  return DEGRADED.has(status);
}

/** A result without items. */
export function emptyResult(
  status: Status,
  reason: Reason | undefined,
  { startMs, tookMs }: { startMs: number; tookMs: number } = { startMs: 0, tookMs: 0 },
): SourceResult {
  return { status, reason, startMs, tookMs, items: [], rules: [], edges: [] };
}
