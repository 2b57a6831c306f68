// Runs before anything is installed, so it imports nothing of the project: installs what is missing from the lockfile,
// then hands over to the program or to the tests. Nothing else here may reach the network.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dir, '..');
const STAMP = path.join(ROOT, 'node_modules', '.quintet-install');

/** What each script needs: the tests and the checks need the development packages too. */
const SCRIPTS: Readonly<Record<string, { isDevelopment: boolean; commands: readonly (readonly string[])[] }>> = {
  serve: { isDevelopment: false, commands: [['src/main.ts', 'serve']] },
  cli: { isDevelopment: false, commands: [['src/main.ts']] },
  test: { isDevelopment: true, commands: [['test/run-all.ts']] },
  compile: { isDevelopment: false, commands: [['build/compile.ts']] },
  bench: { isDevelopment: true, commands: [['bench/main.ts']] },
};

function wantedStamp(isDevelopment: boolean): string {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'bun.lock')))
    .digest('hex');
  return `${lock} ${isDevelopment ? 'all' : 'production'}`;
}

/** Development packages include those of production. */
function isInstalled(isDevelopment: boolean): boolean {
  if (!existsSync(STAMP)) return false;
  const stamp = readFileSync(STAMP, 'utf8');
  return stamp === wantedStamp(true) || (!isDevelopment && stamp === wantedStamp(false));
}

function install(isDevelopment: boolean): void {
  process.stderr.write('Installing packages from bun.lock (once)\n');
  const flags = isDevelopment ? [] : ['--production'];
  const { exitCode } = Bun.spawnSync([process.execPath, 'install', '--frozen-lockfile', ...flags], {
    cwd: ROOT,
    stdout: 'ignore',
    stderr: 'inherit',
  });
  if (exitCode !== 0) {
    process.stderr.write('The install failed; it needs the npm registry once, and nothing afterwards\n');
    process.exit(exitCode);
  }
  writeFileSync(STAMP, wantedStamp(isDevelopment));
}

async function run(command: readonly string[]): Promise<number> {
  const child = Bun.spawn([process.execPath, ...command], {
    cwd: process.cwd(),
    stdio: ['inherit', 'inherit', 'inherit'],
  });
  // The child decides how to end; this process only passes the wish on and waits.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return child.exited;
}

const [name = 'serve', ...rest] = process.argv.slice(2);
const script = SCRIPTS[name];
if (!script) {
  process.stderr.write(`Found no script "${name}", expected one of ${Object.keys(SCRIPTS).join(', ')}\n`);
  process.exit(2);
}
if (!isInstalled(script.isDevelopment)) install(script.isDevelopment);
for (const [program = '', ...args] of script.commands) {
  const code = await run([path.join(ROOT, program), ...args, ...rest]);
  if (code !== 0) process.exit(code);
}
