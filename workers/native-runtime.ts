// Pins the native ONNX Runtime of the optional install as the one that transformers.js finds. It installs nothing.

import { createRequire } from 'node:module';
import path from 'node:path';
import type { NativeAssets } from '../src/protocol/messages.ts';

/** Where transformers.js looks before it chooses a runtime by itself (here: the stub of a package). */
const RUNTIME = Symbol.for('onnxruntime');
/** Only errors: the runtime's warnings about its own choices are many. */
const LOG_SEVERITY = 3;

type Runtime = {
  InferenceSession: { create(path: string, options: Record<string, unknown>): Promise<unknown> };
};

/** Must run before transformers.js is imported. Sessions are made from `graphPath`, whatever is asked for; from a path the
 * weights are mapped, so that processes share their pages. */
export function pinNativeRuntime({
  graphPath,
  runtimeFolder,
}: Pick<NativeAssets, 'graphPath' | 'runtimeFolder'>): void {
  const load = createRequire(path.join(runtimeFolder, 'package.json'));
  const runtime = load('onnxruntime-node') as Runtime;
  const InferenceSession = {
    create: (_asked: string, options: Record<string, unknown>) =>
      runtime.InferenceSession.create(graphPath, { ...options, logSeverityLevel: LOG_SEVERITY }),
  };
  Object.assign(globalThis, { [RUNTIME]: { ...runtime, InferenceSession } });
}
