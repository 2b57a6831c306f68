// The entry of a native engine: a process of its own, because a thread that is ended inside a native call takes the whole
// process along (measured). It ends with its parent, and answers nothing but boot and run.

import { type Endpoint, expose } from 'comlink';
import { ServiceError } from '../src/kernel/errors.ts';
import { type Hello, type NativeAssets, PROTOCOL_VERSION } from '../src/protocol/messages.ts';
import { findAdapter } from './adapter.ts';
import { createWire } from './answers.ts';
import { pinNativeRuntime } from './native-runtime.ts';

/** Eight gain 1.7 x on a CPU for 8 tokens and 1.2 x for 35 (measured), sixteen no more; a GPU is idle with less. */
const MAX_BATCH = { cpu: 8, webgpu: 16, cuda: 32 } as const;

async function open({ model, provider, graphPath, runtimeFolder, threads, isHardwareOnly }: NativeAssets) {
  const adapter = findAdapter(provider);
  if (isHardwareOnly && adapter?.isSoftware)
    throw new ServiceError('bad_config', `"${adapter.name}" is a software adapter`);
  pinNativeRuntime({ graphPath, runtimeFolder });
  // Not a static import: transformers.js chooses its runtime while it is being evaluated.
  const { openEngine } = await import('./engine.ts');
  const engine = await openEngine(model, {
    maxBatch: MAX_BATCH[provider],
    session: {
      executionProviders: [provider],
      // Fused by hand for the CPU; on a GPU the weights are unpacked once, which is an optimisation.
      graphOptimizationLevel: provider === 'cpu' ? 'disabled' : 'basic',
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
    },
  });
  return { ...engine, adapter };
}

type Listener = (event: { data: unknown }) => void;

/** This process's line to its parent, as the wire wants it. */
const line = {
  postMessage: (message: unknown) => process.send?.(message),
  addEventListener: (_type: string, listener: Listener) => process.on('message', (data) => listener({ data })),
  removeEventListener: () => undefined,
};

process.on('disconnect', () => process.exit(0));
// A terminal's Ctrl-C reaches the whole group; the parent drains first, and needs its engines for that.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
expose(createWire(open), line as unknown as Endpoint); // Comlink calls its listeners with `data` alone.
const hello: Hello = { hello: 'quintet-engine', version: PROTOCOL_VERSION };
line.postMessage(hello);
