// `bun run compile [target...] [--out folder] [--draft]`: the program for this machine, for the targets that are named, or
// for `all`. Prints size and checksum of each and writes them to SHA256SUMS; it signs and publishes nothing.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ServiceError } from '../src/kernel/errors.ts';
import { buildProgram, TARGETS, type Target } from './program.ts';

const ROOT = path.join(import.meta.dir, '..');
const MIB = 2 ** 20;

/** Throws `invalid_request` for a platform that Bun has no runtime for. */
function readTargets(names: readonly string[]): readonly Target[] {
  if (names.includes('all')) return TARGETS;
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const wanted = names.length > 0 ? names : [`${platform}-${process.arch}`];
  return wanted.map((name) => {
    const target = TARGETS.find((known) => known === name);
    if (!target)
      throw new ServiceError('invalid_request', `Found target "${name}", expected ${TARGETS.join(', ')} or all`);
    return target;
  });
}

async function checksum(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece);
  return hash.digest('hex');
}

async function compile(args: readonly string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { out: { type: 'string', default: path.join(ROOT, 'dist') }, draft: { type: 'boolean', default: false } },
  });
  const targets = readTargets(positionals);
  const folder = path.resolve(values.out);
  await mkdir(folder, { recursive: true });
  // Bun resolves what it embeds against the working directory and keeps those relative paths.
  process.chdir(ROOT);
  const sums: string[] = [];
  for (const target of targets) {
    const startedAt = performance.now();
    const outFile = path.join(folder, `quintet-${target}`);
    const { file, bytes } = await buildProgram({ target, outFile, isDraft: values.draft });
    const name = path.basename(file);
    const sum = await checksum(file);
    sums.push(`${sum}  ${name}`);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${name.padEnd(28)} ${(bytes / MIB).toFixed(1)} MiB  in ${seconds} s  ${sum}`);
  }
  await writeFile(path.join(folder, 'SHA256SUMS'), `${sums.join('\n')}\n`);
}

try {
  await compile(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ServiceError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code === 'invalid_request' ? 2 : 1;
}
