// The composition root: builds every part in order, disposes in reverse, and returns what answers requests.

import path from 'node:path';
import { type CacheSettings, type Caches, openCaches } from './cache/open-caches.ts';
import type { RemoteStore } from './cache/remote-store.ts';
import type { BegunEngines } from './composition/begin-engines.ts';
import type { DeviceReport } from './composition/choose-device.ts';
import { findPackFolder } from './composition/find-pack-folder.ts';
import { createHealth } from './composition/health.ts';
import { composeEmbedder, type OpenedEngine, openEngine } from './composition/open-embedding.ts';
import { type ObservationOptions, type Observed, openObservation } from './composition/open-observation.ts';
import { attachKnownVectors, buildVectors } from './composition/prepare-vectors.ts';
import { findVocabulary } from './composition/vocabularies.ts';
import { createStillEmbedder, warmUp } from './composition/warm-up.ts';
import { type Config, isLoopback } from './config.ts';
import { createResponder } from './destiny/respond.ts';
import type { HubProgress } from './embedding/hub.ts';
import type { Embedder } from './embedding/ports.ts';
import { createApp } from './http/app.ts';
import type { HttpOptions } from './http/env.ts';
import { SYSTEM_CLOCK } from './kernel/clock.ts';
import { type Events, SILENT } from './kernel/events.ts';
import { join } from './kernel/join.ts';
import { type OpenedPack, openPack } from './pack/open.ts';
import type { EngineHost } from './pool/ports.ts';
import { createPrefetch, type Prefetch } from './prefetch/prefetch.ts';
import { PackIndex } from './search/pack-index.ts';
import { createSources } from './sources/create-sources.ts';
import { loadTokenCounter } from './text/count-tokens.ts';

const MIB = 2 ** 20;

export type ServiceOptions = {
  /** The folder that holds `models/`, `packs/` and `workers/`. */
  readonly root: string;
  readonly version: string;
  /** Where log lines go; silent by default. */
  readonly log?: ObservationOptions['log'];
  readonly onVectorProgress?: (done: number, total: number) => void;
  readonly onDownload?: (progress: HubProgress) => void;
  /** For tests: stands in for the WASM worker of the project. */
  readonly spawn?: () => EngineHost;
  /** For tests: stands in for Redis and Upstash. It is closed with the service. */
  readonly store?: RemoteStore;
  /** What the process has begun before it loaded this file. */
  readonly begun?: BegunEngines | undefined;
};

export type Service = AsyncDisposable & {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Resolves when every worker has answered; rejects when none can start. */
  ready(): Promise<void>;
  /** From now on `/health/ready` says no; requests are still answered. */
  startDraining(): void;
  readonly index: PackIndex;
  readonly embedder: Embedder;
  /** Where texts are embedded now, and why there. */
  device(): DeviceReport;
  /** Resolves when the pack's vectors are there (at once where they were built before). */
  readonly vectors: Promise<void>;
};

/** What a request meets that the warm-up must not touch. */
type Core = { embedder: Embedder; events: Events; results: Caches['results'] };

const NO_LOG = { isTerminal: false, write: () => undefined };

export async function openService(config: Config, options: ServiceOptions): Promise<Service> {
  const { root, version, log = NO_LOG, store } = options;
  await using parts = new AsyncDisposableStack();
  const observed: Observed = { inFlight: 0 };
  const metrics = parts.use(await openObservation(config, { observed, version, log }));
  const { events } = metrics;
  // The engine first: it has the longest way to go, most of it on other threads.
  const [engine, opened] = await join(openEngine(config, { ...options, events, parts }), openOwnPack(config, root));
  const index = new PackIndex(opened.pack);
  const caches = parts.use(await openCaches(cacheSettings(config, engine.identity.dimension), { events, store }));
  const embedder = composeEmbedder(engine, { events, vectors: caches.vectors });
  Object.assign(observed, { embedder, caches, index, device: engine.report });
  const vectors = await openVectors(index, { ...options, opened, embedder, events, parts });
  const state = { isDraining: false };
  const health = createHealth({ index, embedder, caches, device: engine.report, state });
  const compose = composeFace(config, { index, engine, opened, caches, health, metrics, version });
  const app = compose({ embedder, events, results: caches.results });
  const still = compose({ embedder: createStillEmbedder(engine, embedder), events: SILENT, results: undefined });
  await warmUp(still, { theme: index.pack.fallbackTheme, apiKey: config.apiKeys[0], events });
  // Loading left 20 MiB of garbage behind; now it costs nobody anything, because this thread waits for the workers.
  Bun.gc(true);
  const owned = parts.move();
  return {
    fetch: countInFlight((request) => app.fetch(request), observed),
    ready: () => embedder.ready(),
    startDraining: () => {
      state.isDraining = true;
    },
    index,
    embedder,
    device: engine.report,
    vectors: vectors.done,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

type FaceParts = Pick<HttpOptions, 'health' | 'metrics' | 'version'> & {
  index: PackIndex;
  engine: OpenedEngine;
  opened: OpenedPack;
  caches: Caches;
};

/** The HTTP face over parts that all of its forms share: what answers requests, and what warms up in its place. */
function composeFace(config: Config, { index, engine, opened, caches, ...shared }: FaceParts) {
  // Given by nobody: the deadlines made of it reach the embedder, whose times are those of `performance.now()`.
  const clock = SYSTEM_CLOCK;
  const model = engine.identity;
  const { label: labelFact } = opened.vocabulary;
  const face = { ...shared, sessions: caches.sessions, clock, ...limitsOf(config) };
  return (core: Core) => {
    const prefetch = composePrefetch(config, { index, ...core });
    const responder = createResponder({ index, prefetch, results: core.results, model, clock, labelFact });
    return createApp({ ...face, ...core, responder });
  };
}

function composePrefetch(
  { isDisabled }: Config,
  { index, embedder, events }: { index: PackIndex; embedder: Embedder; events: Events },
): Prefetch {
  const headings = new Map([...index.pack.sources].map(([name, source]) => [name, source.title]));
  return createPrefetch({ sources: createSources(index), embedder, headings, isDisabled, events, clock: SYSTEM_CLOCK });
}

function openOwnPack(config: Config, root: string): Promise<OpenedPack> {
  return openPack(findPackFolder(config.pack, root), {
    dataDir: path.resolve(config.dataDir),
    vocabularies: findVocabulary,
    loadTokenCounter,
  });
}

function limitsOf({ apiKeys, corsOrigins, maxBodyKib, maxRequests, host }: Config) {
  return {
    apiKeys,
    corsOrigins,
    maxBodyBytes: maxBodyKib * 1024,
    maxRequests,
    allowedHosts: isLoopback(host) ? ['localhost', '127.0.0.1', '[::1]', host] : undefined,
  };
}

function cacheSettings(config: Config, dimension: number): CacheSettings {
  const { upstashUrl: url, upstashToken: token } = config;
  return {
    memoryBytes: config.cacheMib * MIB,
    ttlSeconds: config.cacheTtlSeconds,
    sessionTtlSeconds: config.sessionTtlSeconds,
    timeoutMs: config.cacheTimeoutMs,
    redisUrls: config.redisUrls,
    upstash: url !== undefined && token !== undefined ? { url, token } : undefined,
    isCachingResults: config.isCachingResults,
    encryptionKey: config.cacheKey,
    vectorFormat: config.vectorFormat,
    dimension,
  };
}

function countInFlight(fetch: Service['fetch'], observed: Observed): Service['fetch'] {
  return async (request) => {
    observed.inFlight += 1;
    try {
      return await fetch(request);
    } finally {
      observed.inFlight -= 1;
    }
  };
}

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
