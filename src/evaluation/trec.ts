// Runs and judgements in the formats of trec_eval, so that anybody can check the figures with another program.

import { LANES, type Lane } from './lanes.ts';
import type { Judged } from './summary.ts';

/** `question 0 item grade` a line. */
export function formatQrels(judged: readonly Judged[]): string {
  return lines(judged.flatMap(({ id, grades }) => [...grades].map(([item, grade]) => `${id} 0 ${item} ${grade}`)));
}

/** `question Q0 item rank score lane` a line. Scores fall with the rank: the order is what was measured. */
export function formatRun(judged: readonly Judged[], lane: Lane): string {
  return lines(
    judged.flatMap(({ id, rankings }) =>
      (rankings[lane] ?? []).map((item, place) => `${id} Q0 ${item} ${place + 1} ${1 / (place + 1)} ${lane}`),
    ),
  );
}

/** Texts by file name: one qrels file, and a run for each lane that ranked anything. */
export function trecFiles(name: string, judged: readonly Judged[]): Map<string, string> {
  const stem = name.replaceAll(/[^A-Za-z0-9.-]+/g, '-');
  const files = new Map([[`${stem}.qrels`, formatQrels(judged)]]);
  for (const lane of LANES) {
    const run = formatRun(judged, lane);
    if (run !== '') files.set(`${stem}.${lane}.run`, run);
  }
  return files;
}

function lines(rows: readonly string[]): string {
  return rows.map((row) => `${row}\n`).join('');
}
