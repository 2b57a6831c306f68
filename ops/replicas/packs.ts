// Two versions of a tiny pack, built: their texts differ so that an answer shows from which one each of them came.

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dir, '../..');
const SMALL = path.join(ROOT, 'test/fixtures/packs/small');
/** Quotations are left alone: they have to be found in their passages. */
const CONTENT = ['graph/nodes/nodes.yaml', 'domain/career.yaml', 'persona/jung.yaml', 'persona/stoic.yaml'];

/** Sources of which every text is marked, for the theme `career`. */
export const MARKED_SOURCES = ['graph', 'domain', 'persona'] as const;
/** Ends every English text of the second version. */
export const SECOND_MARK = 'So it is said anew.';

export type PackVersions = AsyncDisposable & { readonly first: string; readonly second: string };

export async function buildPackVersions(environment: Readonly<Record<string, string>>): Promise<PackVersions> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quintet-replicas-'));
  const first = path.join(folder, 'first', 'small');
  const second = path.join(folder, 'second', 'small');
  await cp(SMALL, first, { recursive: true });
  await build(first, environment);
  await cp(first, second, { recursive: true });
  await rewrite(path.join(second, 'pack.yaml'), (text) => text.replace('version: 1.0.0', 'version: 2.0.0'));
  for (const name of CONTENT) await rewrite(path.join(second, name), mark);
  await build(second, environment);
  return { first, second, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** English texts stand as `en: text`, quoted or not, alone on a line. */
function mark(text: string): string {
  return text.replace(/(\ben: "?[^"\n{}]+?)("?,?\s*\}?)$/gm, `$1 ${SECOND_MARK}$2`);
}

async function rewrite(file: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`Found nothing to change in ${path.basename(file)}`);
  await writeFile(file, changed);
}

async function build(pack: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const child = Bun.spawn([process.execPath, 'src/main.ts', 'pack', 'build', pack, '--model', 'english'], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdout: 'ignore',
    stderr: 'pipe',
  });
  if ((await child.exited) !== 0)
    throw new Error(`The pack does not build: ${await new Response(child.stderr).text()}`);
}
