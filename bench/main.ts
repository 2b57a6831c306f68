// `bun bench`: runs the benches whose names are given (all by default), prints them, keeps full runs as results.

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { BENCHES, loadRun } from './catalogue.ts';
import { writeDevicePage } from './device-page.ts';
import type { Bench, BenchContext, Mode } from './harness/bench.ts';
import { readCommit, readLoad, readMachine, readVersions } from './harness/machine.ts';
import { preparePack } from './harness/pack.ts';
import { formatResult } from './harness/print.ts';
import { compareFigures, findPrevious, type Result, saveResult } from './harness/results.ts';
import { writeReadme } from './readme.ts';

const ROOT = path.join(import.meta.dir, '..');
const DEFAULT_SEED = 7;

const OPTIONS = {
  help: { type: 'boolean', short: 'h', default: false },
  list: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  smoke: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  save: { type: 'boolean', default: false },
  pack: { type: 'string', default: path.join(ROOT, 'packs', 'destiny') },
  model: { type: 'string', default: 'multilingual' },
  seed: { type: 'string', default: String(DEFAULT_SEED) },
  minutes: { type: 'string' },
  python: { type: 'string' },
} as const;

const HELP = `bun bench [names...] [options]
bun bench readme         write the tables of README.md and docs/devices.md from settings and newest results

${BENCHES.map(({ name, question, isOnDemand }) => `  ${name.padEnd(20)} ${question}${isOnDemand ? ' (only when named)' : ''}`).join('\n')}

  A name runs every bench whose name holds it; all by default.
  --quick            a few seconds a bench; nothing is saved
  --smoke            the least that shows a bench works: all of them in under a minute; nothing is saved
  --save             saves a quick or smoke run too
  --json             results as one line of JSON each on standard output, nothing else
  --pack FOLDER      another pack; its index must be fresh
  --model NAME       multilingual (default), english or a folder
  --seed NUMBER      charts, questions and arrivals (${DEFAULT_SEED})
  --minutes NUMBER   memory: a soak of so many minutes, with the slope
  --python FILE      old-design: a Python with the packages of bench/peers`;

type Given = ReturnType<typeof readArguments>;

function readArguments() {
  return parseArgs({ args: process.argv.slice(2), options: OPTIONS, allowPositionals: true });
}

function chooseBenches(names: readonly string[]): typeof BENCHES {
  const unknown = names.filter((name) => !BENCHES.some((bench) => bench.name.includes(name)));
  if (unknown.length > 0) throw new RangeError(`Found no bench "${unknown[0]}", see bun bench --help`);
  if (names.length === 0) return BENCHES.filter(({ isOnDemand }) => !isOnDemand);
  return BENCHES.filter((bench) => names.some((name) => bench.name.includes(name)));
}

function createContext({ values }: Given, { scratch }: { scratch: string }): BenchContext {
  const mode: Mode = values.smoke ? 'smoke' : values.quick ? 'quick' : 'full';
  return {
    root: ROOT,
    mode,
    scratch,
    pack: values.pack,
    model: values.model,
    seed: Number(values.seed),
    minutes: values.minutes === undefined ? undefined : Number(values.minutes),
    python: values.python,
    pick: (choices) => choices[mode],
    say: (line) => process.stderr.write(`  ${line}\n`),
  };
}

async function runBench(
  bench: Omit<Bench, 'run'>,
  { context, pack }: { context: BenchContext; pack: string },
): Promise<Result> {
  process.stderr.write(`\n${bench.name} ...\n`);
  const run = await loadRun(bench.name);
  const load = await readLoad();
  const startedAt = performance.now();
  const outcome = await run(context);
  return {
    name: bench.name,
    question: bench.question,
    version: packageJson.version,
    ...readCommit(ROOT),
    mode: context.mode,
    seed: context.seed,
    tookSeconds: Math.round((performance.now() - startedAt) / 1000),
    machine: readMachine(),
    load,
    versions: await readVersions(ROOT),
    pack,
    model: context.model,
    ...outcome,
  };
}

async function report(result: Result, { values }: Given): Promise<void> {
  const previous = await findPrevious(result.name, { root: ROOT, version: result.version });
  const changes = previous?.mode === result.mode ? compareFigures(result.figures, previous.figures) : [];
  process.stdout.write(`${values.json ? JSON.stringify(result) : formatResult(result, changes)}\n`);
  if (result.mode === 'full' || values.save)
    process.stderr.write(`  saved as ${await saveResult(result, { root: ROOT })}\n`);
}

async function main(given: Given): Promise<void> {
  const { values, positionals } = given;
  if (values.help || values.list) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  if (positionals[0] === 'readme') {
    process.stdout.write(`${await writeReadme(ROOT)}\n${await writeDevicePage(ROOT)}\n`);
    return;
  }
  const benches = chooseBenches(positionals);
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'quintet-bench-'));
  try {
    const { folder, label } = await preparePack(values.pack, { scratch });
    const context = { ...createContext(given, { scratch }), pack: folder };
    for (const bench of benches) await report(await runBench(bench, { context, pack: label }), given);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

try {
  await main(readArguments());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// A bench that left a timer behind must not keep the command open.
process.exit();
