// `bun run test`: the unit tests, the content of the pack, then every live suite on its own, and one line of totals at the
// end. Live suites start real servers, workers and browsers; what the machine lacks they skip aloud.

import { readdir } from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.join(import.meta.dir, '..');
/** A suite that hangs is a failure with a name. */
const SUITE_LIMIT_MS = 8 * 60_000;

type Totals = { passed: number; failed: number; skipped: number };

const SUMMARY = /^\s*(\d+) (pass|fail|skip)$/gm;

async function run(name: string, command: readonly string[]): Promise<Totals> {
  process.stdout.write(`\n=== ${name}\n`);
  const child = Bun.spawn([process.execPath, ...command], {
    cwd: ROOT,
    stdout: 'inherit',
    stderr: 'pipe',
    timeout: SUITE_LIMIT_MS,
  });
  const decoder = new TextDecoder();
  let output = '';
  for await (const chunk of child.stderr) {
    const text = decoder.decode(chunk, { stream: true });
    output += text;
    process.stderr.write(text);
  }
  const code = await child.exited;
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const [, count, kind] of output.matchAll(SUMMARY)) {
    if (kind === 'pass') totals.passed += Number(count);
    else if (kind === 'fail') totals.failed += Number(count);
    else totals.skipped += Number(count);
  }
  // A command without a summary is one check of its own; a suite that died counts as a failure even where none was printed.
  if (totals.passed + totals.failed + totals.skipped === 0) totals.passed = code === 0 ? 1 : 0;
  if (code !== 0 && totals.failed === 0) totals.failed = 1;
  return totals;
}

const wanted = process.argv.slice(2);
const live = (await readdir(path.join(ROOT, 'test', 'live'))).filter((file) => file.endsWith('.live.ts')).sort();
const suites: { name: string; command: readonly string[] }[] = [
  { name: 'unit', command: ['test'] },
  { name: 'pack', command: ['src/main.ts', 'pack', 'check', 'packs/destiny'] },
  ...live.map((file) => ({
    name: `live ${file.replace('.live.ts', '')}`,
    command: ['test', '--timeout', '120000', `./test/live/${file}`],
  })),
].filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));

const sum = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
for (const { name, command } of suites) {
  const startedAt = performance.now();
  const totals = await run(name, command);
  process.stdout.write(
    `    ${name}: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`,
  );
  sum.passed += totals.passed;
  sum.failed += totals.failed;
  sum.skipped += totals.skipped;
  if (totals.failed > 0) failures.push(name);
}
process.stdout.write(`\n${failures.length > 0 ? `failed: ${failures.join(', ')}\n` : ''}`);
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
process.exitCode = sum.failed > 0 ? 1 : 0;
