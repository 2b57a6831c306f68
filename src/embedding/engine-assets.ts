// Loads and compiles once what all workers of a pool share. It starts no worker and keeps no second copy of a file.

import { basename } from 'node:path';
import runtime from 'onnxruntime-web/ort-wasm-simd-threaded.wasm' with { type: 'file' };
import { ServiceError } from '../kernel/errors.ts';
import type { EngineAssets, EngineModel } from '../pool/ports.ts';
import type { DescribedModel } from './descriptor.ts';
import { openModelFile } from './model-file.ts';

export type EngineAssetsOptions = {
  /** The compiled ONNX runtime, where a start has begun it already. */
  module?: Promise<WebAssembly.Module> | undefined;
};

/** The weights lie in shared memory: every worker sees the same pages. Throws `bad_config` for a file that cannot be read. */
export async function loadEngineAssets(
  descriptor: DescribedModel,
  { module = compileRuntime() }: EngineAssetsOptions = {},
): Promise<EngineAssets> {
  const { files } = descriptor;
  // Read while the runtime compiles on other threads; awaited below even when a file turns out to be missing.
  module.catch(() => undefined);
  const weights = files.weights === undefined ? undefined : readShared(files.weights);
  return {
    model: await describeEngine(descriptor),
    graph: readShared(files.graph),
    weights,
    module: await module,
  };
}

/** The ONNX runtime, compiled on other threads for about 0.2 s; a compiled program brings its own binary. */
export async function compileRuntime(path: string = runtime): Promise<WebAssembly.Module> {
  const bytes = readBytes(path);
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new ServiceError('bad_config', `The runtime "${path}" is no WebAssembly of this machine`, { cause });
  }
}

/** The part that every engine needs, wherever it runs. */
export async function describeEngine(descriptor: DescribedModel): Promise<EngineModel> {
  const { id, dimension, pooling, normalize, dtype, files } = descriptor;
  return {
    id,
    dimension,
    pooling,
    normalize,
    dtype,
    config: await Bun.file(files.config).json(),
    weightsName: files.weights === undefined ? undefined : basename(files.weights),
    wordTable: files.wordTable,
  };
}

function readBytes(path: string): Uint8Array<ArrayBuffer> {
  return readInto(path, (size) => new Uint8Array(size));
}

function readShared(path: string): SharedArrayBuffer {
  return readInto(path, (size) => new Uint8Array(new SharedArrayBuffer(size))).buffer;
}

/** Reads straight into the final buffer: a detour over a second one would stay in the resident set. */
function readInto<Buffer extends ArrayBufferLike>(
  path: string,
  allocate: (size: number) => Uint8Array<Buffer>,
): Uint8Array<Buffer> {
  try {
    using file = openModelFile(path);
    const bytes = allocate(file.size);
    let at = 0;
    while (at < bytes.length) {
      const read = file.read(bytes.subarray(at), at);
      if (read === 0) throw new Error('The file ended early');
      at += read;
    }
    return bytes;
  } catch (cause) {
    throw new ServiceError('bad_config', `The model file "${path}" cannot be read`, { cause });
  }
}
