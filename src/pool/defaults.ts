// The settings of a pool that nobody has to give, each with its reason.

import { SYSTEM_CLOCK } from '../kernel/clock.ts';
import { SILENT } from '../kernel/events.ts';
import type { PoolOptions } from './ports.ts';

export const POOL_DEFAULTS = {
  maxQueue: 256,
  // The longest text takes 0.3-1 s on a busy core; what takes ten times that hangs.
  runLimitMs: 10_000,
  bootLimitMs: 30_000,
  // Only engines in one process share compiled code.
  isBootLed: false,
  bootFailures: 3,
  backoffMs: 100,
  backoffMaxMs: 10_000,
  recycleAfterRuns: 0,
  drainMs: 5_000,
  events: SILENT,
  clock: SYSTEM_CLOCK,
} satisfies Partial<PoolOptions>;
