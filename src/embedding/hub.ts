// Models of a hub, by id: fetched once where that is allowed, kept with their checksums, and used offline from then on.
// What is on disk and does not match its checksums is refused, not fetched again in silence.

import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ServiceError } from '../kernel/errors.ts';
import { hashFile } from './revision.ts';

/** Checksums of a whole download; a folder without it was cut off and is fetched anew. */
const CHECKSUMS_FILE = 'quintet-checksums.json';
const checksums = z.record(z.string(), z.string());

export type HubProgress = { readonly file: string; readonly loaded: number; readonly total: number };

export type HubOptions = {
  /** Where models are kept, each in a folder named by its id. */
  readonly dir: string;
  readonly isAllowed: boolean;
  /** Fetches all files of the model into its folder. */
  download(id: string, onProgress: (progress: HubProgress) => void): Promise<void>;
  onProgress?(progress: HubProgress): void;
};

/** Neither half may begin with a dot: `owner/..` would name the folder that holds all models, which a download clears. */
const HUB_ID = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;

/** `owner/name`, and no folder of that name. */
export function isHubId(name: string): boolean {
  return HUB_ID.test(name) && !existsSync(name);
}

/** The folder of a model. Throws `bad_config` where it may not be fetched, or is not what was fetched. */
export async function openHubModel(id: string, options: HubOptions): Promise<string> {
  const folder = path.join(options.dir, id);
  const file = path.join(folder, CHECKSUMS_FILE);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) {
    await verify(folder, { id, expected: parseSums(known, file) });
    return folder;
  }
  if (!options.isAllowed)
    throw new ServiceError(
      'bad_config',
      `RAG_MODEL: "${id}" is not on this machine, expected RAG_ALLOW_DOWNLOAD=1 to fetch it once`,
    );
  await rm(folder, { recursive: true, force: true });
  await options.download(id, (progress) => options.onProgress?.(progress));
  const sums = Object.fromEntries(await sumFiles(folder));
  await writeFile(`${file}.new`, `${JSON.stringify(sums, undefined, 2)}\n`);
  await rename(`${file}.new`, file);
  return folder;
}

function parseSums(text: string, file: string): Record<string, string> {
  try {
    return checksums.parse(JSON.parse(text));
  } catch (cause) {
    throw new ServiceError(
      'bad_config',
      `The checksums "${file}" cannot be read; delete the folder to fetch it again`,
      {
        cause,
      },
    );
  }
}

async function verify(
  folder: string,
  { id, expected }: { id: string; expected: Record<string, string> },
): Promise<void> {
  const found = new Map(await sumFiles(folder));
  const wrong = Object.entries(expected).filter(([name, sum]) => found.get(name) !== sum);
  if (wrong.length > 0)
    throw new ServiceError(
      'bad_config',
      `RAG_MODEL: ${wrong.map(([name]) => name).join(', ')} of "${id}" changed since the download; delete "${folder}" to fetch it again`,
    );
}

async function sumFiles(folder: string): Promise<[string, string][]> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const files = names.map((entry) =>
    path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
  );
  const wanted = files.filter((name) => name !== CHECKSUMS_FILE).sort();
  return wanted.map((name) => [name, hashFile(path.join(folder, name))]);
}
