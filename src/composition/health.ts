// What the probes and people are told: ready only while every worker has answered lately, and the state of every part.

import type { Caches } from '../cache/open-caches.ts';
import type { Embedder } from '../embedding/ports.ts';
import type { Health } from '../http/env.ts';
import type { PackIndex } from '../search/pack-index.ts';
import type { DeviceReport } from './choose-device.ts';

/** A worker that has not answered for so long is not counted on. */
const STALE_AFTER_MS = 10_000;

export type HealthOptions = {
  readonly index: PackIndex;
  readonly embedder: Embedder;
  readonly caches: Caches;
  readonly device: () => DeviceReport;
  readonly state: { isDraining: boolean };
};

export function createHealth({ index, embedder, caches, device, state }: HealthOptions): Health {
  const isReady = (): boolean => {
    const pool = embedder.state();
    const isAlive = pool.workers.every(
      (worker) =>
        worker.life === 'busy' ||
        (worker.life === 'ready' && (worker.sinceSuccessMs ?? STALE_AFTER_MS) < STALE_AFTER_MS),
    );
    return !state.isDraining && pool.breaker === 'closed' && isAlive;
  };
  const { pack } = index;
  return {
    isReady,
    describe: () => ({
      is_draining: state.isDraining,
      pack: {
        name: pack.name,
        version: pack.version,
        content: pack.contentHash.slice(0, 12),
        items: pack.itemCount,
        has_vectors: index.hasVectors,
        sources: Object.fromEntries([...pack.sources].map(([name, { title }]) => [name, title])),
        themes: Object.fromEntries([...pack.themes].map(([name, { label }]) => [name, label])),
      },
      model: {
        id: embedder.descriptor.id,
        revision: embedder.descriptor.revision,
        dimension: embedder.descriptor.dimension,
      },
      device: device(),
      pool: embedder.state(),
      caches: caches.state(),
      memory: { rss_bytes: process.memoryUsage.rss() },
    }),
  };
}
