// What a native engine has to know of a model, and whether the optional install is there. It loads and installs nothing.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NativeAssets } from '../../pool/ports.ts';
import type { DescribedModel } from '../descriptor.ts';
import { describeEngine } from '../engine-assets.ts';

export type NativeProvider = NativeAssets['provider'];

/** Written for a GPU: float32 after loading, because graphics devices have no kernels for the int8 graph. */
export const GPU_GRAPH = 'model_gpu.onnx';
/** Whole, with its words: processes share the pages of the file, so no table has to be shared by hand. */
const WHOLE_GRAPH = 'model_quantized.onnx';

export type NativeOptions = {
  provider: NativeProvider;
  /** The folder of the optional install. */
  runtimeFolder: string;
  threads: number;
  isHardwareOnly?: boolean;
};

export async function describeNative(
  descriptor: DescribedModel,
  { provider, runtimeFolder, threads, isHardwareOnly = false }: NativeOptions,
): Promise<NativeAssets> {
  const model = await describeEngine(descriptor);
  return {
    model: { ...model, weightsName: undefined, wordTable: undefined },
    graphPath: findGraph(descriptor, provider),
    provider,
    runtimeFolder,
    threads,
    isHardwareOnly,
  };
}

/** The graph that an engine of this provider loads. */
export function findGraph({ files }: DescribedModel, provider: NativeProvider): string {
  const gpu = join(files.folder, 'onnx', GPU_GRAPH);
  if (provider !== 'cpu' && existsSync(gpu)) return gpu;
  return files.wordTable ? join(files.folder, 'onnx', WHOLE_GRAPH) : files.graph;
}

/** True when the runtime's binaries for this machine are in the folder. */
export function hasNativeRuntime(runtimeFolder: string): boolean {
  return existsSync(join(binariesOf(runtimeFolder), 'onnxruntime_binding.node'));
}

/** True when the libraries are there that the package does not bring. */
export function hasCudaLibraries(runtimeFolder: string): boolean {
  return existsSync(join(binariesOf(runtimeFolder), 'libonnxruntime_providers_cuda.so'));
}

function binariesOf(runtimeFolder: string): string {
  const { platform, arch } = process;
  return join(runtimeFolder, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6', platform, arch);
}
