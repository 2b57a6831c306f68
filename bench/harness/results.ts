// One small JSON file per release and bench, and what changed since the last one. Nothing is ever averaged over runs.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Figure, Mode, Outcome } from './bench.ts';
import type { LoadReport, MachineReport } from './machine.ts';

export type Result = {
  readonly name: string;
  readonly question: string;
  readonly version: string;
  readonly commit: string;
  readonly isDirty: boolean;
  readonly mode: Mode;
  readonly seed: number;
  readonly tookSeconds: number;
  readonly machine: MachineReport;
  readonly load: LoadReport;
  readonly versions: Readonly<Record<string, string>>;
  readonly pack: string;
  readonly model: string;
} & Outcome;

export type Change = { readonly figure: Figure; readonly before: number; readonly ratio: number };

function resultsFolder(root: string): string {
  return path.join(root, 'bench', 'results');
}

export async function saveResult(result: Result, { root }: { root: string }): Promise<string> {
  const folder = path.join(resultsFolder(root), result.version);
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${result.name}.json`);
  await writeFile(file, `${JSON.stringify(result, undefined, 1)}\n`);
  return path.relative(root, file);
}

/** Releases that have results, oldest first. */
export async function listVersions(root: string): Promise<string[]> {
  const names = await readdir(resultsFolder(root)).catch(() => []);
  return names.filter((name) => /^\d+\.\d+\.\d+/.test(name)).sort(Bun.semver.order);
}

export async function readResult(
  name: string,
  options: { root: string; version: string },
): Promise<Result | undefined> {
  const file = Bun.file(path.join(resultsFolder(options.root), options.version, `${name}.json`));
  return (await file.exists()) ? ((await file.json()) as Result) : undefined;
}

/** Every saved result of the newest release, by name. */
export async function readNewest(root: string): Promise<Result[]> {
  const version = (await listVersions(root)).at(-1);
  if (version === undefined) return [];
  const folder = path.join(resultsFolder(root), version);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(path.join(folder, file), 'utf8')) as Result));
}

/** The result to compare with: of the release before this one, or else what this one said last time. */
export async function findPrevious(
  name: string,
  { root, version }: { root: string; version: string },
): Promise<Result | undefined> {
  const older = (await listVersions(root)).filter((other) => Bun.semver.order(other, version) < 0).reverse();
  for (const candidate of [...older, version]) {
    const found = await readResult(name, { root, version: candidate });
    if (found) return found;
  }
  return undefined;
}

/** Ratios above one are better than before. */
export function compareFigures(now: readonly Figure[], before: readonly Figure[]): Change[] {
  return now.flatMap((figure) => {
    const old = before.find(({ name, unit }) => name === figure.name && unit === figure.unit);
    if (!old || old.value === 0 || figure.value === 0) return [];
    const ratio = figure.better === 'lower' ? old.value / figure.value : figure.value / old.value;
    return [{ figure, before: old.value, ratio }];
  });
}
