// What random users get from a pack: how much per source, how often nothing, and how alike two users' answers are.

import type { Fact } from '../kernel/facts.ts';
import type { PackIndex } from '../search/pack-index.ts';
import type { Source } from '../sources/source.ts';
import { ask, idsOf } from './ask.ts';

export type SourceCoverage = {
  readonly source: string;
  /** Mean items of an answer. */
  readonly meanItems: number;
  /** Share of answers without any item, over all users and themes. */
  readonly emptyShare: number;
  /** Themes in which some user got nothing. */
  readonly emptyThemes: readonly string[];
  /** Mean share of items that two random users have in common under one theme. */
  readonly userOverlap: number;
  /** Mean share of items that one user's answers have in common under two themes. */
  readonly themeOverlap: number;
};

export type CoverageOptions = {
  readonly index: PackIndex;
  readonly sources: ReadonlyMap<string, Source>;
  sample(seed: number): Iterable<Fact>;
  readonly users: number;
  readonly firstSeed: number;
};

export type Coverage = { readonly sources: readonly SourceCoverage[]; readonly returned: ReadonlySet<string> };

export async function measureCoverage(options: CoverageOptions): Promise<Coverage> {
  const { index, sources, users, firstSeed } = options;
  const themes = [...index.pack.themes.values()];
  const charts = Array.from({ length: users }, (_, user) => [...options.sample(firstSeed + user)]);
  const returned = new Set<string>();
  const covered: SourceCoverage[] = [];
  for (const source of sources.values()) {
    // answers[theme][user] = ids
    const answers: string[][][] = [];
    for (const theme of themes) {
      const row: string[][] = [];
      for (const facts of charts) row.push(idsOf(await ask(source, { facts, theme })));
      answers.push(row);
    }
    for (const id of answers.flat(2)) returned.add(id);
    covered.push(summarize(source.name, { answers, themes: themes.map((theme) => theme.name) }));
  }
  return { sources: covered, returned };
}

function summarize(
  source: string,
  { answers, themes }: { answers: string[][][]; themes: readonly string[] },
): SourceCoverage {
  const all = answers.flat();
  return {
    source,
    meanItems: mean(all.map((ids) => ids.length)),
    emptyShare: mean(all.map((ids) => (ids.length === 0 ? 1 : 0))),
    emptyThemes: themes.filter((_, theme) => answers[theme]?.some((ids) => ids.length === 0)),
    userOverlap: mean(answers.flatMap((users) => users.slice(1).map((ids, user) => overlap(ids, users[user] ?? [])))),
    themeOverlap: mean(
      answers.slice(1).flatMap((users, theme) => users.map((ids, user) => overlap(ids, answers[theme]?.[user] ?? []))),
    ),
  };
}

/** Shared items by the shorter list: 1 where one answer holds the other. */
export function overlap(a: readonly string[], b: readonly string[]): number {
  const shorter = Math.min(a.length, b.length);
  return shorter === 0 ? 0 : new Set(a).intersection(new Set(b)).size / shorter;
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
