// The entry of an inference worker: WASM in a thread. It knows no texts, no queue and no deadline.

import { expose } from 'comlink';
import { type EngineAssets, type Hello, PROTOCOL_VERSION } from '../src/protocol/messages.ts';
import { createWire } from './answers.ts';
import { giveRuntime, pinRuntime } from './runtime.ts';

pinRuntime();
// Not a static import: transformers.js chooses its runtime while it is being evaluated. Begun now, because the main thread
// is still reading the model; a failure is told by `open`.
const loading = import('./engine.ts');
loading.catch(() => undefined);

async function open({ module, graph, model, weights }: EngineAssets) {
  giveRuntime({ module, graph });
  const { openEngine } = await loading;
  const engine = await openEngine(model, {
    weights,
    // Batches gain nothing on WASM (measured), and int8 vectors would change with their neighbours.
    maxBatch: 1,
    session: {
      executionProviders: ['wasm'],
      // The graphs are fused already: optimising them again makes loading a third slower and runs no faster.
      graphOptimizationLevel: 'disabled',
      externalData: weights && model.weightsName ? [{ path: model.weightsName, data: new Uint8Array(weights) }] : [],
    },
  });
  // What loading left behind: a worker allocates so little later that it would lie there for minutes.
  Bun.gc(true);
  return engine;
}

expose(createWire(open));
const hello: Hello = { hello: 'quintet-engine', version: PROTOCOL_VERSION };
postMessage(hello);
