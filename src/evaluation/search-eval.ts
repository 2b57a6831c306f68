// Puts a set of judged questions to the search of every source of a pack. Facts of a chart play no part: every item may
// be found, so that what is measured is the search and nothing else.

import type { Locale } from '../kernel/locale.ts';
import type { Vector } from '../kernel/vector.ts';
import type { CompiledPart } from '../pack/compiled.ts';
import type { PackIndex } from '../search/pack-index.ts';
import { type LaneRankings, rankPackLanes } from './lanes.ts';
import type { Grades } from './metrics.ts';
import type { Split } from './splits.ts';
import type { Judged } from './summary.ts';

export type EvaluationQuestion = {
  readonly id: string;
  readonly language: Locale;
  readonly theme: string;
  readonly split: Split;
  readonly question: string;
  /** Ids of items, whatever part they belong to. */
  readonly accepted: readonly string[];
};

/** A question as search takes it. */
export type PreparedQuestion = EvaluationQuestion & {
  readonly terms: ReadonlySet<string>;
  readonly vector: Vector | undefined;
};

export type JudgedQuestion = Judged & { readonly source: string; readonly question: EvaluationQuestion };

/** How deep rankings are kept: as deep as TREC runs of the kind usually go. */
const RANKING_DEPTH = 100;

/** Ids that no part of the pack holds: the labels are older than the pack. */
export function findUnknownIds(index: PackIndex, questions: readonly EvaluationQuestion[]): string[] {
  const known = new Set([...index.pack.parts.values()].flatMap((part) => part.items.map((item) => item.id)));
  return [...new Set(questions.flatMap((question) => question.accepted).filter((id) => !known.has(id)))];
}

/**
 * One row per question and source that has accepted items. A source that reads only the passages of the theme's domain
 * gives a second row, named `<source> of the theme`, with what it can reach.
 */
export function judgeQuestions(index: PackIndex, questions: readonly PreparedQuestion[]): JudgedQuestion[] {
  const judged: JudgedQuestion[] = [];
  for (const question of questions)
    for (const [source, config] of index.pack.sources) {
      const part = index.pack.parts.get(config.items);
      if (!part) continue;
      const judge = (name: string, allowed: Uint8Array): void => {
        const grades = gradesIn(part, { accepted: question.accepted, allowed });
        if (grades.size === 0) return;
        const rankings = rankPackLanes(index, { part, query: { ...question, allowed } });
        judged.push({ id: question.id, source: name, question, grades, rankings: toIds(rankings, part) });
      };
      judge(source, new Uint8Array(part.items.length).fill(1));
      const domain = index.theme(question.theme)?.domain;
      if (config.isBoundToDomain && domain !== undefined)
        judge(
          `${source} of the theme`,
          Uint8Array.from(part.items, (item) => (item.group === domain ? 1 : 0)),
        );
    }
  return judged;
}

function gradesIn(
  part: CompiledPart,
  { accepted, allowed }: { accepted: readonly string[]; allowed: Uint8Array },
): Grades {
  const wanted = new Set(accepted);
  return new Map(part.items.flatMap((item, place) => (allowed[place] && wanted.has(item.id) ? [[item.id, 1]] : [])));
}

/** Rankings of places as rankings of ids. */
export function toIds(rankings: LaneRankings, part: { readonly items: readonly { readonly id: string }[] }) {
  const entries = Object.entries(rankings).map(([lane, places]) => [
    lane,
    places.slice(0, RANKING_DEPTH).map((place) => part.items[place]?.id ?? ''),
  ]);
  // The keys are those of the rankings.
  return Object.fromEntries(entries) as Judged['rankings'];
}
