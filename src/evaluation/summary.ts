// From judged rankings to the figures of a report: means per lane, and how the fused lane compares with each other one,
// question by question.

import { bootstrapMean, type Interval } from './bootstrap.ts';
import { mean } from './coverage.ts';
import { LANES, type Lane } from './lanes.ts';
import type { Grades, Measure } from './metrics.ts';

/** One question against one list of items; rankings hold ids, best first. */
export type Judged = {
  readonly id: string;
  readonly grades: Grades;
  readonly rankings: Readonly<Partial<Record<Lane, readonly string[]>>>;
};

export type Comparison = {
  readonly lane: Lane;
  /** Fused minus the other lane. */
  readonly difference: Interval;
  /** Questions in which fusion is better, and in which it is worse. */
  readonly wins: number;
  readonly losses: number;
};

/** The mean of every lane that ranked all the questions. */
export function meanByLane(judged: readonly Judged[], measure: Measure): Map<Lane, number> {
  const lanes = LANES.filter((lane) => judged.length > 0 && judged.every((row) => row.rankings[lane]));
  return new Map(lanes.map((lane) => [lane, mean(valuesOf(judged, { lane, measure }))]));
}

/** The fused lane against each other lane; empty where there was nothing to fuse. */
export function compareFused(
  judged: readonly Judged[],
  { measure, random }: { measure: Measure; random: () => number },
): Comparison[] {
  const lanes = [...meanByLane(judged, measure).keys()];
  if (!lanes.includes('fused')) return [];
  const fused = valuesOf(judged, { lane: 'fused', measure });
  return lanes
    .filter((lane) => lane !== 'fused')
    .map((lane) => {
      const other = valuesOf(judged, { lane, measure });
      const differences = fused.map((value, place) => value - (other[place] ?? 0));
      return {
        lane,
        difference: bootstrapMean(differences, { random }),
        wins: differences.filter((difference) => difference > 0).length,
        losses: differences.filter((difference) => difference < 0).length,
      };
    });
}

export type Loss = { readonly id: string; readonly lane: Lane; readonly difference: number };

/** The questions in which fusion is furthest behind the better of the two lanes that it fuses, worst first. */
export function worstLosses(
  judged: readonly Judged[],
  { measure, count }: { measure: Measure; count: number },
): Loss[] {
  return judged
    .flatMap(({ id, grades, rankings: { fused, lexical, dense } }) => {
      if (!fused || !lexical || !dense) return [];
      const [byLexical, byDense] = [measure.of(lexical, grades), measure.of(dense, grades)];
      const lane: Lane = byLexical > byDense ? 'lexical' : 'dense';
      return [{ id, lane, difference: measure.of(fused, grades) - Math.max(byLexical, byDense) }];
    })
    .filter((loss) => loss.difference < 0)
    .sort((a, b) => a.difference - b.difference)
    .slice(0, count);
}

function valuesOf(judged: readonly Judged[], { lane, measure }: { lane: Lane; measure: Measure }): number[] {
  return judged.map(({ rankings, grades }) => measure.of(rankings[lane] ?? [], grades));
}
