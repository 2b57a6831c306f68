// The composition root: builds every part in order, disposes in reverse, and returns what answers requests.

import path from 'node:path';
import { MemoryTextCache } from './cache/memory.ts';
import { createHealth } from './composition/health.ts';
import { openEmbedding } from './composition/open-embedding.ts';
import { attachKnownVectors, buildVectors } from './composition/prepare-vectors.ts';
import { findVocabulary } from './composition/vocabularies.ts';
import { type Config, isLoopback } from './config.ts';
import { createRespond } from './destiny/respond.ts';
import type { Embedder } from './embedding/ports.ts';
import { createApp } from './http/app.ts';
import type { MetricsPort } from './http/env.ts';
import { SYSTEM_CLOCK } from './kernel/clock.ts';
import { type Events, SILENT } from './kernel/events.ts';
import { type OpenedPack, openPack } from './pack/open.ts';
import { createPrefetch } from './prefetch/prefetch.ts';
import { PackIndex } from './search/pack-index.ts';
import { createSources } from './sources/create-sources.ts';
import { loadTokenCounter } from './text/count-tokens.ts';

const MIB = 2 ** 20;

export type ServiceOptions = {
  /** The folder that holds `models/`, `packs/` and `workers/`. */
  readonly root: string;
  readonly version: string;
  readonly onVectorProgress?: (done: number, total: number) => void;
};

export type Service = AsyncDisposable & {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Resolves when every worker has answered; rejects when none can start. */
  ready(): Promise<void>;
  /** From now on `/health/ready` says no; requests are still answered. */
  startDraining(): void;
  readonly index: PackIndex;
  readonly embedder: Embedder;
  /** Resolves when the pack's vectors are there (at once where they were built before). */
  readonly vectors: Promise<void>;
};

export async function openService(config: Config, options: ServiceOptions): Promise<Service> {
  await using parts = new AsyncDisposableStack();
  const events: Events = SILENT;
  const opened = await openPack(path.resolve(options.root, config.pack), {
    dataDir: path.resolve(config.dataDir),
    vocabularies: findVocabulary,
    loadTokenCounter,
  });
  const index = new PackIndex(opened.pack);
  const embedder = await openEmbedding(config, { ...options, events, parts });
  const vectors = await openVectors(index, { ...options, opened, embedder, events, parts });
  const state = { isDraining: false };
  const health = createHealth({ config, index, embedder, state });
  const results = config.isCachingResults
    ? new MemoryTextCache({ maxBytes: config.cacheMib * MIB, ttlSeconds: config.cacheTtlSeconds })
    : undefined;
  const prefetch = createPrefetch({
    sources: createSources(index),
    embedder,
    headings: new Map([...index.pack.sources].map(([name, source]) => [name, source.title])),
    isDisabled: config.isDisabled,
    events,
    clock: SYSTEM_CLOCK,
  });
  const respond = createRespond({
    index,
    prefetch,
    results,
    model: embedder.descriptor,
    clock: SYSTEM_CLOCK,
    labelFact: opened.vocabulary.label,
  });
  const app = createApp({
    respond,
    embedder,
    sessions: new MemoryTextCache({ maxBytes: config.cacheMib * MIB, ttlSeconds: config.sessionTtlSeconds }),
    results,
    health,
    metrics: noMetrics,
    events,
    clock: SYSTEM_CLOCK,
    apiKeys: config.apiKeys,
    corsOrigins: config.corsOrigins,
    maxBodyBytes: config.maxBodyKib * 1024,
    maxRequests: config.maxRequests,
    allowedHosts: isLoopback(config.host) ? ['localhost', '127.0.0.1', '[::1]', config.host] : undefined,
    version: options.version,
  });
  const owned = parts.move();
  return {
    fetch: (request) => app.fetch(request),
    ready: () => embedder.ready(),
    startDraining: () => {
      state.isDraining = true;
    },
    index,
    embedder,
    vectors: vectors.done,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const noMetrics: MetricsPort = { contentType: 'text/plain', expose: async () => '', stats: () => ({}) };

type VectorOptions = ServiceOptions & {
  opened: OpenedPack;
  embedder: Embedder;
  events: Events;
  parts: AsyncDisposableStack;
};

/** Vectors that were built before are there at once; others are built behind the answers, lexical until then. */
async function openVectors(index: PackIndex, options: VectorOptions): Promise<{ done: Promise<void> }> {
  const { opened, embedder, parts, events, onVectorProgress } = options;
  if (await attachKnownVectors(index, { opened, descriptor: embedder.descriptor })) return { done: Promise.resolve() };
  const controller = new AbortController();
  parts.defer(() => controller.abort());
  const progress = onVectorProgress ? { onProgress: onVectorProgress } : {};
  const done = embedder
    .ready()
    .then(() => buildVectors(index, { opened, embedder, signal: controller.signal, ...progress }));
  done.catch((error: unknown) => {
    if (!controller.signal.aborted) events.fault({ where: 'vectors', error });
  });
  return { done };
}
