// Asks sources directly, without deadline or packing: what evaluations measure.

import { createFactSet, type Fact } from '../kernel/facts.ts';
import type { Locale } from '../kernel/locale.ts';
import type { ThemeConfig } from '../pack/content.ts';
import type { Question, Source, SourceOutcome, SourceRequest } from '../sources/source.ts';

export type Asked = {
  readonly facts: Iterable<Fact>;
  readonly theme: ThemeConfig;
  readonly locale?: Locale;
  readonly question?: Question;
  readonly limit?: number;
};

export async function ask(
  source: Source,
  { facts, theme, locale = 'en', question, limit }: Asked,
): Promise<SourceOutcome> {
  const request: SourceRequest = {
    facts: createFactSet(facts),
    theme,
    locale,
    question,
    limit: limit ?? source.limit,
    signal: NEVER,
  };
  return source.retrieve(request);
}

const NEVER = new AbortController().signal;

/** Ids of everything that an outcome returned, rules included. */
export function idsOf({ items, rules = [] }: SourceOutcome): string[] {
  return [...items, ...rules].map((item) => item.id);
}
