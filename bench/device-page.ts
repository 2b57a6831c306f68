// `bun bench readme` also writes the table of docs/devices.md, from the newest saved result of `bun bench devices`. It
// measures nothing and touches nothing between other lines.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Cell, round } from './harness/bench.ts';
import { replaceBetween } from './harness/markers.ts';
import { type Result, readNewest } from './harness/results.ts';

const PAGE = path.join('docs', 'devices.md');

/** Returns what was done, in words. */
export async function writeDevicePage(root: string): Promise<string> {
  const file = path.join(root, PAGE);
  const before = await readFile(file, 'utf8');
  const after = await renderDevicePage(before, { root });
  if (after === before) return `${PAGE} says what the results say`;
  await writeFile(file, after);
  return `${PAGE} was written anew from the results`;
}

export async function renderDevicePage(text: string, { root }: { root: string }): Promise<string> {
  const result = (await readNewest(root)).find(({ name }) => name === 'devices');
  const content = result ? renderResult(result) : 'Run `bun bench devices` for the figures of your machine.';
  return replaceBetween(text, { marker: 'devices', content });
}

/** What the README shows of it: one engine a row, without what only a comparison of engines needs. */
const SHOWN_COLUMNS = [
  'model',
  'device',
  'engines',
  'dtype',
  'MB',
  'p50 ms',
  'texts/s',
  'memory MiB',
  'STS-B',
  'KorSTS',
];

export function renderDeviceRows(results: readonly Result[]): string {
  const table = results.find(({ name }) => name === 'devices')?.tables[0];
  if (!table) return 'Run `bun bench devices` for the figures of your machine.';
  const places = SHOWN_COLUMNS.map((column) => table.columns.indexOf(column)).filter((place) => place >= 0);
  const [engines, threads] = ['engines', 'threads'].map((column) => table.columns.indexOf(column));
  const rows = table.rows.filter((row) => row[engines ?? -1] === 1 && row[threads ?? -1] === 1);
  const pick = (row: readonly Cell[]): Cell[] => places.map((place) => row[place] ?? '');
  return [toRow(pick(table.columns)), toRow(places.map(() => '---')), ...rows.map((row) => toRow(pick(row)))].join(
    '\n',
  );
}

function renderResult({ tables, notes = [], machine, version, commit, load }: Result): string {
  const [table] = tables;
  if (!table) return 'The result of `bun bench devices` holds no table.';
  const warning = load.isLoaded ? ' Others used the machine meanwhile: trust ratios more than times.' : '';
  return [
    toRow(table.columns),
    toRow(table.columns.map(() => '---')),
    ...table.rows.map(toRow),
    '',
    `\`bun bench devices\`, version ${version} at ${commit}, ${machine.cpu} with ${machine.cores} cores.${warning}`,
    '',
    ...notes.map((note) => `- ${note}`),
  ].join('\n');
}

function toRow(cells: readonly Cell[]): string {
  return `| ${cells.map((cell) => (typeof cell === 'number' ? round(cell) : cell)).join(' | ')} |`;
}
