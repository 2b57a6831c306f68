// Opens the configured engine once, with one worker, and proves it: a real question, and the vectors that the model has
// to give. It caches nothing and leaves nothing running.

import path from 'node:path';
import type { Config } from '../config.ts';
import type { ModelIdentity } from '../embedding/descriptor.ts';
import { deviationOf, readGolden } from '../embedding/golden.ts';
import { SILENT } from '../kernel/events.ts';
import { composeEmbedder, type OpenedEngine, openEngine } from './open-embedding.ts';

/** The shortest golden texts: the long ones take seconds and prove the same. */
const CASES = 4;

export type EngineProof = {
  readonly identity: ModelIdentity;
  readonly device: string;
  /** Why this device, in words. */
  readonly reason: string;
  /** One question, tokens and all, on an engine that has run before. */
  readonly questionMs: number;
  /** Undefined where the model states no vectors, or another server computes them. */
  readonly golden: { readonly cases: number; readonly deviation: number; readonly tolerance: number } | undefined;
};

/** Rejects as `openEngine` and its `ready` do. */
export async function proveEngine(config: Config, { root }: { root: string }): Promise<EngineProof> {
  await using parts = new AsyncDisposableStack();
  const opened = await openEngine({ ...config, workers: 1 }, { root, events: SILENT, parts });
  const embedder = composeEmbedder(opened, { events: SILENT });
  await embedder.ready();
  const startedAt = performance.now();
  await embedder.embed(['Should I change my job?'], { kind: 'query', lane: 'query', truncate: false });
  const questionMs = performance.now() - startedAt;
  const golden = config.embeddingsUrl === undefined ? await compareGolden(opened, root) : undefined;
  const { chosen: device, reason } = opened.report();
  return { identity: opened.identity, device, reason, questionMs, golden };
}

async function compareGolden({ engine, identity }: OpenedEngine, root: string): Promise<EngineProof['golden']> {
  // A folder of the user's own has another name and states nothing.
  const golden = await readGolden({ folder: path.join(root, 'models', identity.id) });
  if (!golden) return undefined;
  const cases = golden.cases.toSorted((a, b) => a.ids.length - b.ids.length).slice(0, CASES);
  let deviation = 0;
  for (const { ids, head } of cases) {
    const tokenized = { ids, tokens: ids.length, isTruncated: false, limit: identity.maxTokens };
    const { vector } = await engine.run({ text: '', kind: 'query', lane: 'query', tokenized });
    deviation = Math.max(deviation, deviationOf(vector, head));
  }
  return { cases: cases.length, deviation, tolerance: golden.tolerance };
}
