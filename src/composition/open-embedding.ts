// Composes embedding: model, tokenizer, workers and vector cache behind the one port that the rest of the service sees.

import path from 'node:path';
import { vectorKey } from '../cache/key.ts';
import type { VectorCache } from '../cache/ports.ts';
import type { Config } from '../config.ts';
import type { ModelIdentity } from '../embedding/descriptor.ts';
import { createEmbedder } from '../embedding/embedder.ts';
import { createEstimate } from '../embedding/estimate-tokens.ts';
import type { HubProgress } from '../embedding/hub.ts';
import { identifyModel, openModel } from '../embedding/model.ts';
import type { Embedder, EmbedEngine, VectorKey } from '../embedding/ports.ts';
import { openRemote } from '../embedding/remote/open-remote.ts';
import { loadTokenizer, type Tokenize } from '../embedding/tokenizer.ts';
import { SYSTEM_CLOCK } from '../kernel/clock.ts';
import type { Events } from '../kernel/events.ts';
import { join } from '../kernel/join.ts';
import type { EngineHost } from '../pool/ports.ts';
import type { BegunEngines } from './begin-engines.ts';
import type { DeviceReport } from './choose-device.ts';
import { findModel } from './find-model.ts';
import { openOwnEngine } from './open-own-engine.ts';

export type EmbeddingOptions = {
  /** The folder that holds `models/` and `workers/`. */
  readonly root: string;
  readonly events: Events;
  /** Takes what has to be closed. */
  readonly parts: AsyncDisposableStack;
  /** Stands in for the worker of the project: a test that kills one keeps hold of it. */
  readonly spawn?: (() => EngineHost) | undefined;
  /** What the process has begun before this. */
  readonly begun?: BegunEngines | undefined;
  /** Told while a model is fetched from a hub. */
  readonly onDownload?: ((progress: HubProgress) => void) | undefined;
};

/** The model in use and what computes its vectors. */
export type OpenedEngine = {
  readonly identity: ModelIdentity;
  readonly engine: EmbedEngine;
  readonly tokenize: Tokenize;
  readonly isTokenizerExact: boolean;
  /** Part of every cache key: vectors of different backends are never mixed. */
  readonly device: string;
  /** Where texts run now, and why there. */
  report(): DeviceReport;
};

/** Returns before workers are ready; see `EmbedEngine.ready`. Throws `bad_config` for a device, model or server that cannot be used. */
export function openEngine(config: Config, options: EmbeddingOptions): Promise<OpenedEngine> {
  return config.embeddingsUrl === undefined
    ? openOwn(config, options)
    : openRemoteEngine(config, { ...options, url: config.embeddingsUrl });
}

async function openOwn(config: Config, options: EmbeddingOptions): Promise<OpenedEngine> {
  const model = await findModel(config, options);
  const [own, tokenize] = await join(openOwnEngine(config, { ...options, descriptor: model }), loadTokenizer(model));
  // Last, because workers load their sessions meanwhile.
  return { ...own, identity: identifyModel(model), tokenize, isTokenizerExact: true };
}

async function openRemoteEngine(
  config: Config,
  { root, events, url }: EmbeddingOptions & { url: string },
): Promise<OpenedEngine> {
  const { embeddingsKey: key, embeddingsModel: model, queryPrompt: query, passagePrompt: passage } = config;
  const remote = await openRemote({ url, key, model, prompts: { query, passage }, events, clock: SYSTEM_CLOCK });
  const device = `remote-${remote.device}`;
  const tokenize = await findTokenizer(remote.identity, root);
  return {
    ...remote,
    tokenize: tokenize ?? createEstimate(remote.identity),
    isTokenizerExact: tokenize !== undefined,
    device,
    report: () => ({ chosen: device, asked: config.device, reason: 'RAG_EMBEDDINGS_URL is set' }),
  };
}

/** An embedded model that another instance serves has its tokenizer here. */
async function findTokenizer({ id, revision }: ModelIdentity, root: string): Promise<Tokenize | undefined> {
  for (const name of ['multilingual', 'english']) {
    const descriptor = await openModel(name, { modelsDir: path.join(root, 'models') });
    if (descriptor.id === id && descriptor.revision === revision) return loadTokenizer(descriptor);
  }
  return undefined;
}

/** Without a cache only equal texts in flight are shared. */
export function composeEmbedder(
  opened: OpenedEngine,
  { events, vectors }: { events: Events; vectors?: VectorCache },
): Embedder {
  const { identity, device } = opened;
  const keyed = { ...identity, model: identity.id, backend: device };
  const keyOf: VectorKey = (text, { prompt }) => vectorKey(text, { ...keyed, prompt });
  return createEmbedder({ ...opened, descriptor: identity, cache: vectors && { vectors, keyOf }, events });
}
