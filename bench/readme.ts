// `bun bench readme`: writes the tables of README.md that come from code and results. It touches nothing between other lines.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeSettings } from '../src/config.ts';
import { renderDeviceRows } from './device-page.ts';
import { type Figure, meetsGoal, round } from './harness/bench.ts';
import { replaceBetween } from './harness/markers.ts';
import { type Result, readNewest } from './harness/results.ts';

/** Returns what was done, in words. */
export async function writeReadme(root: string): Promise<string> {
  const file = path.join(root, 'README.md');
  const before = await readFile(file, 'utf8');
  const after = await renderReadme(before, { root });
  if (after === before) return 'README.md says what the settings and the results say';
  await writeFile(file, after);
  return 'README.md was written anew from the settings and the results';
}

/** The text with all its tables as they should be. */
export async function renderReadme(text: string, { root }: { root: string }): Promise<string> {
  const withSettings = replaceBetween(text, { marker: 'settings', content: renderSettings() });
  const results = await readNewest(root);
  const withMeasured = replaceBetween(withSettings, { marker: 'measured', content: renderMeasured(results) });
  return replaceBetween(withMeasured, { marker: 'devices', content: renderDeviceRows(results) });
}

export function renderSettings(): string {
  const rows = describeSettings().map(
    ({ name, shownDefault, doc }) => `| ${name} | ${shownDefault === '' ? '' : `\`${shownDefault}\``} | ${doc} |`,
  );
  return ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n');
}

/** Only figures with words for readers; goals beside them, met or not. */
export function renderMeasured(results: readonly Result[]): string {
  const rows = results.flatMap(({ name, figures }) =>
    figures.filter(({ shown }) => shown !== undefined).map((figure) => renderRow(figure, name)),
  );
  const [first] = results;
  if (!first || rows.length === 0) return 'Run `bun bench` for the figures of your machine.';
  return ['| what | measured | goal | command |', '|---|---|---|---|', ...rows, '', describeRun(first, results)].join(
    '\n',
  );
}

function renderRow(figure: Figure, name: string): string {
  const { shown, value, unit, better, goal } = figure;
  const verdict = meetsGoal(figure) === false ? ' (not reached)' : '';
  const wanted = goal === undefined ? '' : `${better === 'lower' ? '<=' : '>='} ${goal}${verdict}`;
  return `| ${shown} | ${round(value)} ${unit} | ${wanted} | \`bun bench ${name}\` |`;
}

function describeRun({ machine, versions, version, commit, model }: Result, results: readonly Result[]): string {
  const loaded = results.filter(({ load }) => load.isLoaded).map(({ name }) => name);
  const warning = loaded.length === 0 ? '' : ` Others used the machine during ${loaded.join(', ')}.`;
  return `Version ${version} at ${commit}, model ${model}, ${machine.cpu} with ${machine.cores} cores, Bun ${versions.bun}.${warning} Every table is in [bench/results](bench/results).`;
}
