// The entry of an inference worker: answers boot and run, one at a time. It knows no texts, no queue and no deadline.

import { expose } from 'comlink';
import { ServiceError } from '../src/kernel/errors.ts';
import {
  type BootAnswer,
  type BootRequest,
  checkVersion,
  type Engine,
  type EngineWire,
  type Hello,
  PROTOCOL_VERSION,
  type RunAnswer,
  type RunRequest,
  toFault,
} from '../src/protocol/messages.ts';
import { pinRuntime } from './runtime.ts';

/** The engine's second run compiles what the first one found hot (75 ms, measured): no caller should pay for that. */
const WARM_UP = new Int32Array(16);

let engine: Engine | undefined;

async function boot({ version, assets }: BootRequest): Promise<BootAnswer> {
  const refusal = checkVersion(version);
  if (refusal) return { ok: false, fault: refusal };
  const startedAt = performance.now();
  try {
    pinRuntime(assets);
    // Not a static import: transformers.js chooses its runtime while it is being evaluated.
    const { openEngine } = await import('./engine.ts');
    engine = await openEngine(assets);
    await engine.embed([WARM_UP]);
    return { ok: true, value: { version: PROTOCOL_VERSION, bootMs: performance.now() - startedAt } };
  } catch (thrown) {
    // No user's text is here yet, and without the reason nobody could mend a start that fails.
    const message = `The engine could not load: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    return { ok: false, fault: { code: 'worker_error', message } };
  }
}

async function run({ runId, batch }: RunRequest): Promise<RunAnswer> {
  const startedAt = performance.now();
  try {
    if (!engine) throw new ServiceError('worker_error', 'The worker was asked to run before it had booted');
    const vectors = await engine.embed(batch);
    return { ok: true, value: { runId, vectors, inferenceMs: performance.now() - startedAt } };
  } catch (thrown) {
    return { ok: false, fault: toFault(thrown) };
  }
}

const wire: EngineWire = { boot, run };
expose(wire);
const hello: Hello = { hello: 'quintet-engine', version: PROTOCOL_VERSION };
postMessage(hello);
