// The entry of an inference worker: WASM in a thread. It knows no texts, no queue and no deadline.

import { expose } from 'comlink';
import { type EngineAssets, type Hello, PROTOCOL_VERSION } from '../src/protocol/messages.ts';
import { createWire } from './answers.ts';
import { pinRuntime } from './runtime.ts';

async function open({ module, graph, model, weights }: EngineAssets) {
  pinRuntime({ module, graph });
  // Not a static import: transformers.js chooses its runtime while it is being evaluated.
  const { openEngine } = await import('./engine.ts');
  return openEngine(model, {
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
}

expose(createWire(open));
const hello: Hello = { hello: 'quintet-engine', version: PROTOCOL_VERSION };
postMessage(hello);
