// Resident memory of a service in a process of its own, step by step: at the start, ready, after requests, after workers were
// killed and replaced. One JSON line a step on standard output.

import path from 'node:path';
import { type ChildPlan, childContext } from './child-context.ts';
import { readUsage } from './usage.ts';

export type MemoryPlan = ChildPlan & {
  readonly workers: number;
  readonly requests: number;
  readonly questions: number;
  readonly kills: number;
};
export type MemoryStep = { readonly step: 'start' | 'ready' | 'half' | 'requests' | 'kills'; readonly rssMib: number };

const BATCH = 500;
const POLL_MS = 20;

// Its only caller is `memory.ts`.
const plan = JSON.parse(process.argv[2] ?? '{}') as MemoryPlan;
const context = childContext(plan);

function tell(step: MemoryStep['step']): void {
  const line: MemoryStep = { step, rssMib: readUsage(process.pid)?.rssMib ?? process.memoryUsage.rss() / 2 ** 20 };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function measure(): Promise<void> {
  tell('start');
  // Not static imports: the first step is the process before it has loaded anything.
  const { ask, openBenchService } = await import('./open-service.ts');
  const { watchWorkers } = await import('./engine-line.ts');
  const { createRequests } = await import('./requests.ts');
  const watched = watchWorkers(path.resolve(plan.root));
  const settings = { RAG_EXECUTOR_WORKERS: String(plan.workers) };
  await using service = await openBenchService(context, { spawn: watched.spawn, settings });
  tell('ready');
  for (let done = 0; done < plan.requests; done += BATCH) {
    const { bodies } = await createRequests({ kind: 'chart', seed: plan.seed + done, count: BATCH }, context);
    for (const body of bodies) await ask(service, body);
    if (done < plan.requests / 2 && done + BATCH >= plan.requests / 2) tell('half');
  }
  const spec = { kind: 'new-question', seed: plan.seed, count: plan.questions, deadlineMs: 30_000 } as const;
  for (const body of (await createRequests(spec, context)).bodies) await ask(service, body);
  tell('requests');
  for (let kill = 0; kill < plan.kills; kill++) {
    const { workers } = service.embedder.state();
    const restarts = workers.map((worker) => worker.restarts);
    for (const worker of watched.workers.slice(-plan.workers)) worker.terminate();
    const isReplaced = (): boolean =>
      service.embedder
        .state()
        .workers.every(({ life, restarts: now }, at) => life === 'ready' && now > (restarts[at] ?? 0));
    while (!isReplaced()) await Bun.sleep(POLL_MS);
  }
  tell('kills');
}

await measure();
process.exit(0);
