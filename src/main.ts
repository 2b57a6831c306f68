#!/usr/bin/env bun
// The only file that touches the process: arguments, environment, signals, exit code.

import os from 'node:os';
import path from 'node:path';
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

/** Containers lie to everything but these two. */
function readMachine(): Machine {
  const constrained = process.constrainedMemory();
  const total = os.totalmem();
  return {
    cores: os.availableParallelism(),
    memoryBytes: constrained > 0 && constrained < total ? constrained : total,
  };
}

const program = createProgram({
  root: path.join(import.meta.dir, '..'),
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
