// What a command gets from the process.

import type { Machine } from '../config.ts';
import type { Environment } from '../settings/kinds.ts';

export type CliContext = {
  /** The folder that holds `models/`, `packs/` and `workers/`. */
  readonly root: string;
  readonly environment: Environment;
  readonly machine: Machine;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly stop: AbortSignal;
  /** Text as it is to standard output: log lines. */
  write(text: string): void;
  /** One line to standard output. */
  print(text: string): void;
  /** True where a person reads the log. */
  readonly isTerminal: boolean;
  /** True where a person looks: progress bars are shown. */
  readonly isInteractive: boolean;
};
