// Composes embedding: model, tokenizer, workers and vector cache behind the one port that the rest of the service sees.

import path from 'node:path';
import { vectorKey } from '../cache/key.ts';
import type { VectorCache } from '../cache/ports.ts';
import type { Config } from '../config.ts';
import type { ModelDescriptor } from '../embedding/descriptor.ts';
import { createEmbedder } from '../embedding/embedder.ts';
import { loadEngineAssets } from '../embedding/engine-assets.ts';
import { openModel } from '../embedding/model.ts';
import type { Embedder, VectorKey } from '../embedding/ports.ts';
import { loadTokenizer } from '../embedding/tokenizer.ts';
import { ServiceError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import { openPool } from '../pool/pool.ts';

/** Idle workers are asked for a sign of life often enough that readiness never rests on an answer older than 10 s. */
const PROBE_EVERY_MS = 4000;
const PROBE_AFTER_MS = 5000;

export type EmbeddingOptions = {
  /** The folder that holds `models/` and `workers/`. */
  readonly root: string;
  readonly events: Events;
  /** Takes what has to be closed. */
  readonly parts: AsyncDisposableStack;
  /** Stands in for the worker of the project: a test that kills one keeps hold of it. */
  readonly spawn?: (() => Worker) | undefined;
};

/** The model in use. Throws `bad_config` for a device or model that cannot be used. */
export async function describeModel(config: Config, { root }: { root: string }): Promise<ModelDescriptor> {
  requireDevice(config);
  return openModel(config.model, { modelsDir: path.join(root, 'models') });
}

/** Returns before the workers are ready; see `Embedder.ready`. Without a cache only equal texts in flight are shared. */
export async function openEmbedding(
  config: Config,
  options: EmbeddingOptions & { descriptor: ModelDescriptor; vectors?: VectorCache },
): Promise<Embedder> {
  const { root, events, parts, descriptor, vectors } = options;
  const [assets, tokenize] = await Promise.all([loadEngineAssets(descriptor), loadTokenizer(descriptor)]);
  const spawn = options.spawn ?? (() => new Worker(path.join(root, 'workers', 'inference.ts')));
  const pool = parts.use(openPool({ spawn, assets, size: config.workers, maxQueue: config.maxQueue, events }));
  // A pool that cannot start says so through `ready`; nobody may be there to hear it yet.
  pool.ready().catch((error: unknown) => events.fault({ where: 'pool_start', error }));
  const probe = setInterval(
    () => void pool.probe(PROBE_AFTER_MS).catch((error: unknown) => events.fault({ where: 'probe', error })),
    PROBE_EVERY_MS,
  );
  parts.defer(() => clearInterval(probe));
  const identity = { ...descriptor, model: descriptor.id, backend: 'wasm' };
  const keyOf: VectorKey = (text, { prompt }) => vectorKey(text, { ...identity, prompt });
  return createEmbedder({ descriptor, tokenize, pool, cache: vectors && { vectors, keyOf }, events });
}

function requireDevice({ device }: Config): void {
  if (device !== 'auto' && device !== 'wasm')
    throw new ServiceError(
      'bad_config',
      `RAG_DEVICE: found "${device}", expected auto or wasm: this build has no engine for it yet`,
    );
}
