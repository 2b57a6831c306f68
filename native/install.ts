// `bun run native:install [--cuda]`: puts the native ONNX runtime into this folder, from its lockfile, for this machine
// alone. The service never runs it by itself, and works without it.

import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';

const PACKAGE = path.join(import.meta.dir, 'node_modules', 'onnxruntime-node');
const BINARIES = path.join(PACKAGE, 'bin', 'napi-v6');

async function run(command: readonly string[]): Promise<void> {
  const child = Bun.spawn([process.execPath, ...command], {
    cwd: import.meta.dir,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if ((await child.exited) !== 0) throw new Error(`Found a failed step "${command.join(' ')}", see above`);
}

/** The package brings the binaries of every system: 220 MB of 290 that no machine needs. */
async function removeForeign(): Promise<void> {
  for (const system of await readdir(BINARIES))
    for (const architecture of await readdir(path.join(BINARIES, system)))
      if (system !== process.platform || architecture !== process.arch)
        await rm(path.join(BINARIES, system, architecture), { recursive: true });
}

try {
  await run(['install', '--frozen-lockfile', '--ignore-scripts']);
  await removeForeign();
  // The CUDA libraries are no part of the package; its own script fetches them from NuGet (about 400 MB).
  if (process.argv.includes('--cuda'))
    await run([path.join(PACKAGE, 'script', 'install.js'), '--onnxruntime-node-install=cuda12']);
  process.stdout.write('The native runtime is installed; RAG_DEVICE may be cpu, webgpu or cuda now\n');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
