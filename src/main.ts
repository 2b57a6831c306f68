#!/usr/bin/env bun
// The only file that touches the process: arguments, environment, signals, exit code.

import os from 'node:os';
import path from 'node:path';
import { readCgroupLimits } from './cgroup.ts';
import { createProgram } from './cli/program.ts';
import type { Machine } from './config.ts';
import { ServiceError } from './kernel/errors.ts';

/** A second wish to stop does not wait. */
const IMPATIENT_EXIT = 130;

/** One signal for Ctrl-C and SIGTERM; the second one ends the process at once. */
function listenForStop(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(IMPATIENT_EXIT);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

/** The least of what the runtime and the container's own files say: each is blind to some limits. */
function readMachine(): Machine {
  const limits = readCgroupLimits();
  const constrained = process.constrainedMemory();
  return {
    // Half a CPU more does not carry a worker more; the main thread needs it.
    cores: Math.max(1, Math.min(os.availableParallelism(), Math.floor(limits.cpus ?? Number.POSITIVE_INFINITY))),
    memoryBytes: Math.min(
      os.totalmem(),
      constrained > 0 ? constrained : Number.POSITIVE_INFINITY,
      limits.memoryBytes ?? Number.POSITIVE_INFINITY,
    ),
  };
}

/** Whoever read the output may leave; the service does not end for that. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const program = createProgram({
  // A compiled program is its own root: models, packs and the worker lie inside it.
  root: Bun.isStandaloneExecutable ? import.meta.dir : path.join(import.meta.dir, '..'),
  environment: process.env,
  machine: readMachine(),
  stop: listenForStop(),
  write: (text) => process.stdout.write(text),
  print: (text) => process.stdout.write(`${text}\n`),
  isTerminal: process.stdout.isTTY,
  isInteractive: process.stderr.isTTY,
});

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof ServiceError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code === 'bad_config' || error.code === 'invalid_request' ? 2 : 1;
}
