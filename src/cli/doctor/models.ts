// The doctor on the bundled models: every file against the checksum in its SOURCE.md. It loads none of them.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, type Finding, type Scene } from './finding.ts';

const CHECK = 'models';
/** A row of the table: file, bytes, SHA-256. */
const ROW = /^\| (\S+) \| (\d+) \| ([0-9a-f]{64}) \|$/gm;

export async function checkModels({ context }: Pick<Scene, 'context'>): Promise<readonly Finding[]> {
  const folder = path.join(context.root, 'models');
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  if (names.length === 0) return [{ check: CHECK, status: 'fail', found: `no model in "${folder}"` }];
  return Promise.all(names.map((name) => checkModel(name, path.join(folder, name))));
}

async function checkModel(name: string, folder: string): Promise<Finding> {
  const source = await readFile(path.join(folder, 'SOURCE.md'), 'utf8');
  const rows = [...source.matchAll(ROW)].map(([, file = '', bytes = '', sum = '']) => ({ file, bytes, sum }));
  const bad: string[] = [];
  for (const { file, sum } of rows) {
    const actual = await checksum(path.join(folder, file));
    if (actual !== sum) bad.push(`${file} ${actual === undefined ? 'is missing' : 'differs'}`);
  }
  if (rows.length === 0) return { check: CHECK, status: 'fail', found: `${name}: SOURCE.md names no checksum` };
  if (bad.length === 0)
    return { check: CHECK, status: 'ok', found: `${name}: ${rows.length} files as their checksums say` };
  return {
    check: CHECK,
    status: 'fail',
    found: `${name}: ${bad.join(', ')}`,
    advice: 'the copy is torn or changed: fetch it anew (git may have left pointers of large files)',
  };
}

/** Undefined for a file that is not there. */
async function checksum(file: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
