// Token ids to vectors with transformers.js: the only file that imports it. It tokenises nothing and reads no files.

import { AutoModel, env, FeatureExtractionPipeline, Tensor } from '@huggingface/transformers';
import { ServiceError } from '../src/kernel/errors.ts';
import type { Engine, EngineModel } from '../src/protocol/messages.ts';
import { createWordLookup } from './word-table.ts';

const POOLING = { mean: 'mean', cls: 'cls', last: 'last_token' } as const;

export type EngineOptions = {
  /** How many arrays of equal length one run takes. */
  maxBatch: number;
  /** Given to the runtime as it is. */
  session: Record<string, unknown>;
  /** Holds the word table of a graph that takes embedded words. */
  weights?: SharedArrayBuffer | undefined;
};

/** Loads the model; a runtime has to have been pinned in this thread before this file was imported. */
export async function openEngine(model: EngineModel, options: EngineOptions): Promise<Engine> {
  const network = await loadNetwork(model, options);
  const pipe = new FeatureExtractionPipeline({
    task: 'feature-extraction',
    model: network,
    // Texts were tokenised on the main thread: what the pipeline takes for texts are arrays of token ids.
    tokenizer: toTensors as never,
  });
  const pooling = { pooling: POOLING[model.pooling], normalize: model.normalize };
  return {
    maxBatch: options.maxBatch,
    async embed(batch) {
      checkBatch(batch, model);
      const pooled = await pipe(batch as never, pooling);
      return split(pooled.data as Float32Array, model);
    },
  };
}

async function loadNetwork(model: EngineModel, { session, weights }: EngineOptions) {
  // Every file that transformers.js asks for "exists": the pinned runtime answers with the graph that it was given.
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.useCustomCache = true;
  env.customCache = { match: async (key: string) => key, put: async () => undefined };
  const network = await AutoModel.from_pretrained('model', {
    config: structuredClone(model.config) as never,
    device: 'auto',
    dtype: model.dtype as 'q8',
    use_external_data_format: false,
    session_options: session,
  });
  if (model.wordTable && weights) Object.assign(network, { encode_text: createEncodeText(model.wordTable, weights) });
  return network;
}

/** What transformers.js calls for a graph that takes embedded words. */
function createEncodeText(table: NonNullable<EngineModel['wordTable']>, weights: SharedArrayBuffer) {
  const lookup = createWordLookup(table, weights);
  return async ({ input_ids }: { input_ids: Tensor }) =>
    new Tensor('float32', lookup(input_ids.data as BigInt64Array), [...input_ids.dims, table.dimension]);
}

function toTensors(batch: readonly Int32Array[]) {
  const dims = [batch.length, batch[0]?.length ?? 0];
  const ids = BigInt64Array.from(batch.flatMap((row) => Array.from(row, BigInt)));
  return {
    input_ids: new Tensor('int64', ids, dims),
    attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), dims),
  };
}

/** The caller's faults are told apart from the engine's, because the latter cost the worker its life. */
function checkBatch(batch: readonly Int32Array[], model: EngineModel): void {
  const length = batch[0]?.length ?? 0;
  if (length === 0)
    throw new ServiceError('invalid_request', 'A batch holds no token ids, one array or more are wanted');
  const words = Number(model.config.vocab_size ?? Number.POSITIVE_INFINITY);
  for (const row of batch) {
    if (row.length !== length)
      throw new ServiceError('invalid_request', 'A batch mixes lengths, equal ones are wanted');
    const stranger = row.find((id) => id < 0 || id >= words);
    if (stranger !== undefined)
      throw new ServiceError('invalid_request', `Token id "${stranger}" is outside the model's ${words} words`);
  }
}

function split(values: Float32Array, { dimension }: EngineModel): Float32Array[] {
  if (values.length % dimension !== 0 || !values.every(Number.isFinite))
    throw new ServiceError('worker_error', `The engine gave no vector of ${dimension} finite numbers`);
  return Array.from({ length: values.length / dimension }, (_, row) =>
    values.slice(row * dimension, (row + 1) * dimension),
  );
}
