// The context of a bench inside a process of its own: what its parent sent, at full length and silent.

import type { BenchContext } from './bench.ts';

export type ChildPlan = Pick<BenchContext, 'root' | 'pack' | 'model' | 'seed' | 'scratch'>;

export function childContext({ root, pack, model, seed, scratch }: ChildPlan): BenchContext {
  return {
    root,
    pack,
    model,
    seed,
    scratch,
    mode: 'full',
    minutes: undefined,
    python: undefined,
    pick: ({ full }) => full,
    say: () => undefined,
  };
}
