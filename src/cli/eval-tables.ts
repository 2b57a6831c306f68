// How the figures of an evaluation are written: tables for people, files for trec_eval.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LANES } from '../evaluation/lanes.ts';
import { JUDGED_MEASURES, ndcgAt } from '../evaluation/metrics.ts';
import { type Comparison, compareFused, type Judged, meanByLane, worstLosses } from '../evaluation/summary.ts';
import { trecFiles } from '../evaluation/trec.ts';
import type { CliContext } from './context.ts';

const NAME_WIDTH = 26;
const FIGURE_WIDTH = 9;
/** Intervals over fewer questions say nothing. */
const FEWEST_COMPARED = 20;
const LOSSES_SHOWN = 5;

/** A group of judged rankings that gets a line of its own. */
export type Group = { readonly name: string; readonly judged: readonly Judged[] };

/** Means in percent, a line for each group and measure. */
export function printLanes(context: CliContext, groups: readonly Group[], measures = JUDGED_MEASURES): void {
  context.print(`${'group'.padEnd(NAME_WIDTH)} ${'n'.padStart(4)} measure   ${LANES.map(column).join('')}`);
  for (const { name, judged } of groups)
    for (const measure of measures) {
      const means = meanByLane(judged, measure);
      const cells = LANES.map((lane) => column(percent(means.get(lane))));
      context.print(
        `${name.padEnd(NAME_WIDTH)} ${String(judged.length).padStart(4)} ${measure.name.padEnd(9)} ${cells.join('')}`,
      );
    }
}

/** Fused minus each other lane, with 95 % intervals; where fusion loses is said in words. */
export function printComparisons(context: CliContext, groups: readonly Group[], random: () => number): void {
  context.print('\nfused minus another lane, in points, with 95 % intervals of the paired bootstrap over questions');
  for (const { name, judged } of groups.filter((group) => group.judged.length >= FEWEST_COMPARED))
    for (const measure of JUDGED_MEASURES)
      for (const comparison of compareFused(judged, { measure, random })) {
        const { lane, difference, wins, losses } = comparison;
        const interval = `${signed(difference.mean)} [${signed(difference.low)}, ${signed(difference.high)}]`;
        context.print(
          `${name.padEnd(NAME_WIDTH)} ${measure.name.padEnd(9)} - ${lane.padEnd(8)} ${interval.padEnd(22)} better in ${wins}, worse in ${losses}${verdict(comparison)}`,
        );
      }
}

/** Where somebody who wants to improve fusion should look first. */
export function printLosses(context: CliContext, groups: readonly Group[]): void {
  context.print('\nfusion falls furthest behind the better of its two lanes in (points of nDCG@10)');
  for (const { name, judged } of groups) {
    const losses = worstLosses(judged, { measure: ndcgAt(10), count: LOSSES_SHOWN });
    const shown = losses.map(({ id, lane, difference }) => `${id} ${signed(difference)} to ${lane}`);
    if (shown.length > 0) context.print(`${name.padEnd(NAME_WIDTH)} ${shown.join(', ')}`);
  }
}

function verdict({ difference }: Comparison): string {
  if (difference.high < 0) return '  FUSION LOSES';
  return difference.mean < 0 ? '  loses, within chance' : '';
}

export async function writeTrec(folder: string, groups: readonly Group[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, judged } of groups)
    for (const [file, text] of trecFiles(name, judged)) await writeFile(path.join(folder, file), text);
}

function column(text: string): string {
  return text.padStart(FIGURE_WIDTH);
}

function percent(share: number | undefined): string {
  return share === undefined ? '-' : (100 * share).toFixed(1);
}

function signed(share: number): string {
  return `${share < 0 ? '-' : '+'}${Math.abs(100 * share).toFixed(1)}`;
}
