// A line of our own to an inference worker of a service: runs the bare model in the very worker that answers requests.
// Only while the service is idle: a worker does one run at a time.

import { wrap } from 'comlink';
import type { EngineWire } from '../../src/protocol/messages.ts';

/** Far from the numbers that the service's own line uses. */
const FIRST_RUN = 1_000_000_000;

export type BareRun = { readonly vector: Float32Array; readonly roundTripMs: number; readonly inferenceMs: number };
export type EngineLine = { run(tokenIds: Int32Array): Promise<BareRun> };

export function openEngineLine(worker: Worker): EngineLine {
  const wire = wrap<EngineWire>(worker);
  let runId = FIRST_RUN;
  return {
    async run(tokenIds) {
      const startedAt = performance.now();
      runId += 1;
      const answer = await wire.run({ runId, batch: [tokenIds] });
      const roundTripMs = performance.now() - startedAt;
      if (!answer.ok) throw new Error(answer.fault.message);
      const [vector] = answer.value.vectors;
      if (!vector) throw new Error('The worker gave no vector');
      return { vector, roundTripMs, inferenceMs: answer.value.inferenceMs };
    },
  };
}

/** What a service needs to have its workers watched: a `spawn` that remembers. */
export function watchWorkers(root: string): { spawn: () => Worker; readonly workers: Worker[] } {
  const workers: Worker[] = [];
  return {
    workers,
    spawn() {
      const worker = new Worker(`${root}/workers/inference.ts`);
      workers.push(worker);
      return worker;
    },
  };
}
