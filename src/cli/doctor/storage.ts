// The doctor on the data folder: can it be written, and is there room. It leaves no file and makes no folder.

import { access, constants, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, type Finding, type Scene } from './finding.ts';

const CHECK = 'data';
const MIB = 2 ** 20;
/** An index with the vectors of both models, twice: the new one is built beside the old one. */
const ROOM_MIB = 64;

export async function checkStorage({ config }: Pick<Scene, 'config'>): Promise<readonly Finding[]> {
  const folder = path.resolve(config.dataDir);
  const existing = await findExisting(folder);
  if (!(await stat(existing)).isDirectory())
    return [{ check: CHECK, status: 'fail', found: `"${existing}" is no folder`, advice: 'set RAG_DATA_DIR' }];
  try {
    await access(existing, constants.W_OK | constants.X_OK);
  } catch (error) {
    return [
      {
        check: CHECK,
        status: 'warn',
        found: `"${folder}" cannot be written (${codeOf(error)})`,
        advice: 'fine while the index of the pack is fresh; a pack or model of your own needs RAG_DATA_DIR writable',
      },
    ];
  }
  const { bavail, bsize } = await statfs(existing);
  const freeMib = Math.floor((bavail * bsize) / MIB);
  const found = `"${folder}" can be written, ${freeMib} MiB free`;
  return freeMib < ROOM_MIB
    ? [{ check: CHECK, status: 'warn', found, advice: 'make room or set RAG_DATA_DIR' }]
    : [{ check: CHECK, status: 'ok', found }];
}

/** The folder, or the nearest one above it that is there. */
async function findExisting(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    const parent = path.dirname(folder);
    if (codeOf(error) !== 'ENOENT' || parent === folder) throw error;
    return findExisting(parent);
  }
}
