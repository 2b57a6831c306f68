// What every engine answers on the wire, wherever it runs: boot once, then one run at a time. It knows no runtime.

import { ServiceError } from '../src/kernel/errors.ts';
import { checkVersion, type Engine, type EngineWire, PROTOCOL_VERSION, toFault } from '../src/protocol/messages.ts';

/** The engine's second run compiles what the first one found hot (75 ms, measured): no caller should pay for that. */
const WARM_UP = new Int32Array(16);

/** `open` loads the model that the assets describe. */
export function createWire<Assets>(open: (assets: Assets) => Promise<Engine>): EngineWire<Assets> {
  let engine: Engine | undefined;
  return {
    async boot({ version, assets }) {
      const refusal = checkVersion(version);
      if (refusal) return { ok: false, fault: refusal };
      const startedAt = performance.now();
      try {
        engine = await open(assets);
        await engine.embed([WARM_UP]);
        const { maxBatch, adapter } = engine;
        const bootMs = performance.now() - startedAt;
        return { ok: true, value: { version: PROTOCOL_VERSION, bootMs, maxBatch, adapter } };
      } catch (thrown) {
        // No user's text is here yet, and without the reason nobody could mend a start that fails.
        const message = `The engine could not load: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
        return { ok: false, fault: { code: 'worker_error', message } };
      }
    },
    async run({ runId, batch }) {
      const startedAt = performance.now();
      try {
        if (!engine) throw new ServiceError('worker_error', 'The worker was asked to run before it had booted');
        const vectors = await engine.embed(batch);
        return { ok: true, value: { runId, vectors, inferenceMs: performance.now() - startedAt } };
      } catch (thrown) {
        return { ok: false, fault: toFault(thrown) };
      }
    },
  };
}
