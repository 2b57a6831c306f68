// Pins ONNX Runtime on WASM as the runtime that transformers.js finds. It fetches nothing: module and graph are given.

import instantiateGlue from 'onnxruntime-web/ort-wasm-simd-threaded.mjs';
import * as ort from 'onnxruntime-web/wasm';
import { ServiceError } from '../src/kernel/errors.ts';
import type { EngineAssets } from '../src/protocol/messages.ts';

/** Where transformers.js looks before it chooses a runtime by itself (in Bun: the native one). */
const RUNTIME = Symbol.for('onnxruntime');
const GLUE = Symbol.for('quintet.onnxruntime.glue');

/** What sessions of this thread are made from; there once the main thread has sent it. */
let given: Pick<EngineAssets, 'module' | 'graph'> | undefined;

/** Every later session of this thread is made from `graph`, whatever path is asked for, in an instance of the one compiled
 * module: nobody compiles 14 MB again. */
export function giveRuntime({ module, graph }: Pick<EngineAssets, 'module' | 'graph'>): void {
  given = { module, graph };
}

function requireGiven(): Pick<EngineAssets, 'module' | 'graph'> {
  if (!given) throw new ServiceError('worker_error', 'A session was asked for before the runtime was given');
  return given;
}

/** Must run before transformers.js is imported. */
export function pinRuntime(): void {
  Object.assign(globalThis, {
    [GLUE]: (settings: Record<string, unknown>) =>
      instantiateGlue({ ...settings, instantiateWasm: bindModule(requireGiven().module) }),
  });
  // More than one thread hangs in Bun's workers; we scale by workers.
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  // The runtime imports its glue by address. Base64 is the one form that Bun runs both from source and when compiled.
  ort.env.wasm.wasmPaths = {
    mjs: `data:text/javascript;base64,${btoa(`export default globalThis[Symbol.for('${GLUE.description}')]`)}`,
  };
  const InferenceSession = {
    create: (_path: string, options: ort.InferenceSession.SessionOptions) =>
      // A copy, because the runtime refuses a graph in shared memory; it is small, the weights stay shared.
      ort.InferenceSession.create(new Uint8Array(requireGiven().graph).slice(), options),
  };
  Object.assign(globalThis, { [RUNTIME]: { ...ort, InferenceSession } });
}

/** Emscripten's hook: hands over an instance of the posted module. */
function bindModule(module: WebAssembly.Module) {
  return (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void) => {
    // A failure is left unhandled on purpose: it ends the worker, which the pool counts as a failed boot.
    void WebAssembly.instantiate(module, imports).then((instance) => done(instance, module));
    return {};
  };
}
