// Bytes that one call of each layer allocates. Runs with JSC's garbage collector switched off (BUN_JSC_useGC=0), where the
// growth of the process is what was allocated; with it on, no counter of JSC tells.

import { memoryUsage } from 'bun:jsc';
import { type ChildPlan, childContext } from './child-context.ts';
import { openLayers } from './layer-stack.ts';

/** Few enough to stay within a small machine's memory, many enough to hide the pages that a call happens to open. */
const CALLS = 400;
const WARM_UP = 400;

export type AllocationPlan = ChildPlan;

// Its only caller is `layers.ts`.
const plan = JSON.parse(process.argv[2] ?? '{}') as AllocationPlan;
const context = childContext(plan);

await using parts = new AsyncDisposableStack();
const bytes: Record<string, number> = {};
for (const { name, call } of await openLayers(context, parts)) {
  for (let i = 0; i < WARM_UP; i++) await call();
  const before = memoryUsage().current;
  for (let i = 0; i < CALLS; i++) await call();
  bytes[name] = (memoryUsage().current - before) / CALLS;
}
process.stdout.write(JSON.stringify(bytes));
process.exit(0);
