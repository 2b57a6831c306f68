// The first call of a new process, for every way of asking: started as a child, since no warm process can be made cold.

import path from 'node:path';
import type { BenchContext } from './bench.ts';

export const WAYS = ['sequential', 'parallel', 'new question', 'known question', 'no question'] as const;
export type Way = (typeof WAYS)[number];

export type FirstCallPlan = Pick<BenchContext, 'root' | 'pack' | 'model' | 'seed' | 'scratch'> & {
  readonly workers: number;
  readonly way: Way;
};

const WANTED = { full: WAYS, quick: WAYS, smoke: ['no question'] as const };

/** Milliseconds by way, from the call to its answer, in a service that said it was ready. */
export async function measureFirstCalls(
  context: BenchContext,
  { workers }: { workers: number },
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  const { root, pack, model, seed, scratch } = context;
  for (const way of context.pick<readonly Way[]>(WANTED)) {
    const plan: FirstCallPlan = { root, pack, model, seed, scratch, workers, way };
    const child = Bun.spawn(
      [process.execPath, path.join(import.meta.dir, 'first-call-process.ts'), JSON.stringify(plan)],
      {
        stdout: 'pipe',
        stderr: 'inherit',
        env: {},
      },
    );
    const text = await new Response(child.stdout).text();
    if ((await child.exited) !== 0) throw new Error(`The first call "${way}" failed`);
    times.set(way, Number(text));
  }
  return times;
}
