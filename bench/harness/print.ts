// Outcomes as text for people: aligned tables, figures against goals, changes since the last release. It computes nothing.

import { type Cell, type Figure, meetsGoal, round, type Table } from './bench.ts';
import type { Change, Result } from './results.ts';

/** Changes below this are noise on a shared machine. */
const NOISE = 0.1;

export function formatResult(result: Result, changes: readonly Change[]): string {
  const { name, question, machine, load, commit, isDirty, versions, mode, seed, tookSeconds } = result;
  const lines = [
    `\n# ${name}: ${question}`,
    `  ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB, ${machine.system}; Bun ${versions.bun}`,
    `  commit ${commit}${isDirty ? ' with changes' : ''}, pack ${result.pack}, model ${result.model}, seed ${seed}, ${mode}, ${tookSeconds} s`,
  ];
  if (load.isLoaded)
    lines.push(
      `  WARNING: others use ${Math.round(load.busyShare * 100)} % of the cores (load ${load.average1m}): trust ratios, not times`,
    );
  for (const table of result.tables) lines.push('', formatTable(table));
  for (const note of result.notes ?? []) lines.push(`  ${note}`);
  lines.push('', ...formatFigures(result.figures), ...formatChanges(changes));
  return lines.join('\n');
}

export function formatTable({ title, columns, rows }: Table): string {
  const cells = [columns.map(String), ...rows.map((row) => row.map(showCell))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const lines = cells.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
  );
  return [`  ${title}`, ...lines.map((line) => `    ${line.trimEnd()}`)].join('\n');
}

function showCell(cell: Cell): string {
  return typeof cell === 'number' ? String(round(cell)) : cell;
}

function formatFigures(figures: readonly Figure[]): string[] {
  return figures.map((figure) => {
    const verdict = { true: 'goal met', false: 'GOAL MISSED', undefined: '' }[String(meetsGoal(figure))] ?? '';
    const sign = figure.better === 'lower' ? '<=' : '>=';
    const goal = figure.goal === undefined ? '' : `  ${verdict}: ${sign} ${figure.goal} ${figure.unit}`;
    return `  ${figure.name}: ${round(figure.value)} ${figure.unit}${goal}`;
  });
}

function formatChanges(changes: readonly Change[]): string[] {
  return changes
    .filter(({ ratio }) => Math.abs(ratio - 1) > NOISE)
    .map(({ figure, before, ratio }) => {
      const word = ratio > 1 ? 'better' : 'WORSE';
      return `  ${word} than last time: ${figure.name} ${round(before)} -> ${round(figure.value)} ${figure.unit}`;
    });
}
