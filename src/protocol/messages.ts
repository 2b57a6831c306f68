// The wire between the main thread and an inference worker: every message of it, as plain data with a version.
// It refuses to carry functions, classes or errors: a fault crosses as a code and a sentence.

import { ERROR_CODES, type ErrorCode, ServiceError } from '../kernel/errors.ts';

/** Raised whenever a message changes its meaning. Both sides refuse a partner of another version. */
export const PROTOCOL_VERSION = 1;

/** Where the rows of the word table lie in the weights: `int8 * scale`, one float32 scale per row. */
export type WordTable = { rows: number; dimension: number; rowsOffset: number; scalesOffset: number };

/** What an engine has to know of a model to turn token ids into a vector. */
export type EngineModel = {
  id: string;
  dimension: number;
  pooling: 'mean' | 'cls' | 'last';
  normalize: boolean;
  dtype: string;
  /** The model's `config.json`, as parsed. */
  config: Record<string, unknown>;
  /** File name under which the graph refers to its weights; undefined for a graph that holds them itself. */
  weightsName: string | undefined;
  /** Present when the graph takes embedded words, and the engine has to look them up. */
  wordTable: WordTable | undefined;
};

/** What all workers of a pool share: loaded and compiled once, read-only from then on. */
export type EngineAssets = {
  model: EngineModel;
  /** The compiled ONNX runtime. */
  module: WebAssembly.Module;
  graph: SharedArrayBuffer;
  weights: SharedArrayBuffer | undefined;
};

/** Runs the graph in a process of its own, with the native runtime. Nothing is shared but the pages of the model's files. */
export type NativeAssets = {
  model: EngineModel;
  provider: 'cpu' | 'webgpu' | 'cuda';
  /** A whole graph, words included; its weights lie beside it. */
  graphPath: string;
  /** The folder whose `node_modules` holds the native runtime. */
  runtimeFolder: string;
  /** Threads of one run on the CPU. */
  threads: number;
  /** Refuses to load on a software adapter, before that costs seconds. */
  isHardwareOnly: boolean;
};

/** Sent by a worker as soon as it listens: a call that is made earlier would be lost. */
export type Hello = { hello: 'quintet-engine'; version: number };

export type BootRequest<Assets = EngineAssets> = { version: number; assets: Assets };
export type RunRequest = { runId: number; batch: readonly Int32Array[] };

/** A fault as it crosses the wire; the message holds no text of a user. */
export type Fault = { code: ErrorCode; message: string };
export type Answer<Value> = { ok: true; value: Value } | { ok: false; fault: Fault };

/** The graphics device that an engine runs on, as its driver names it. */
export type Adapter = { name: string; isSoftware: boolean };
/** `maxBatch` is 1 where it is not said. */
export type BootAnswer = Answer<{
  version: number;
  bootMs: number;
  maxBatch?: number;
  adapter?: Adapter | undefined;
}>;
export type RunAnswer = Answer<{ runId: number; vectors: Float32Array[]; inferenceMs: number }>;

/** What a worker exposes. Neither call ever rejects on purpose: a fault is an answer. */
export type EngineWire<Assets = EngineAssets> = {
  boot(request: BootRequest<Assets>): Promise<BootAnswer>;
  run(request: RunRequest): Promise<RunAnswer>;
};

/**
 * One model, loaded: WASM in a worker, or the native runtime (CPU, WebGPU, CUDA) in a child process.
 * One call at a time. Vectors come in the order of the batch. An engine that rejected once is replaced, not reused.
 */
export type Engine = {
  /** How many token arrays of equal length one call takes. WASM gains nothing from batches and says 1. */
  readonly maxBatch: number;
  readonly adapter?: Adapter | undefined;
  embed(batch: readonly Int32Array[]): Promise<Float32Array[]>;
};

/** True for the greeting of a worker that speaks this version or another one. */
export function isHello(message: unknown): message is Hello {
  return typeof message === 'object' && message !== null && 'hello' in message && message.hello === 'quintet-engine';
}

/** The refusal of a partner of another version, or undefined when the versions agree. */
export function checkVersion(version: unknown): Fault | undefined {
  if (version === PROTOCOL_VERSION) return undefined;
  return {
    code: 'worker_error',
    message: `The worker protocol has version ${PROTOCOL_VERSION}, the other side speaks "${String(version)}"`,
  };
}

/** Turns anything thrown into a fault. Only the text of our own errors crosses: a foreign one may quote its input. */
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof ServiceError) return { code: thrown.code, message: thrown.message };
  return { code: 'worker_error', message: 'The inference engine failed' };
}

/** The inverse of `toFault`; a code that this side does not know becomes `worker_error`. */
export function fromFault(fault: Fault): ServiceError {
  const known = ERROR_CODES.includes(fault.code) ? fault.code : 'worker_error';
  return new ServiceError(known, fault.message);
}
