// The embedder of an evaluation: the service's own, with the vectors of a set of texts kept in the data folder, so that a
// second run embeds nothing and a run that was cut off goes on where it stopped.

import { createHash } from 'node:crypto';
import path from 'node:path';
import { composeEmbedder, openEngine } from '../composition/open-embedding.ts';
import { segmentIdentityOf } from '../composition/prepare-vectors.ts';
import { readConfig } from '../config.ts';
import type { Embedder, EmbedKind } from '../embedding/ports.ts';
import { SILENT } from '../kernel/events.ts';
import { embedRows } from '../pack/embed-rows.ts';
import { readSegment, writeSegment } from '../pack/store.ts';
import type { VectorRows } from '../search/dense.ts';
import type { CliContext } from './context.ts';
import { createProgress } from './progress.ts';

export type EvaluationEmbedding = {
  readonly embedder: Embedder;
  /** Where vectors and compiled packs are kept. */
  readonly dataDir: string;
  /** One row a text, in order; texts over the model's limit are cut, as everywhere in bulk work. */
  embedTexts(texts: readonly string[], options: { kind: EmbedKind; title: string }): Promise<VectorRows>;
};

export async function openEvaluationEmbedding(
  context: CliContext,
  parts: AsyncDisposableStack,
): Promise<EvaluationEmbedding> {
  const config = readConfig(context.environment, context.machine);
  const opened = await openEngine(config, { root: context.root, events: SILENT, parts });
  const embedder = composeEmbedder(opened, { events: SILENT });
  await embedder.ready();
  const dataDir = path.resolve(config.dataDir);
  return {
    embedder,
    dataDir,
    embedTexts: (texts, options) => embedTexts(context, { ...options, texts, embedder, dataDir }),
  };
}

type EmbedTexts = {
  readonly texts: readonly string[];
  readonly kind: EmbedKind;
  readonly title: string;
  readonly embedder: Embedder;
  readonly dataDir: string;
};

async function embedTexts(
  context: CliContext,
  { texts, kind, title, embedder, dataDir }: EmbedTexts,
): Promise<VectorRows> {
  const rows = texts.map((text) => ({ text, hash: digest(text) }));
  const folder = path.join(dataDir, 'evaluation', digest(rows.map((row) => row.hash).join()).slice(0, 12));
  const { prompts, dimension } = embedder.descriptor;
  const identity = { ...segmentIdentityOf(embedder.descriptor), prompt: prompts[kind] };
  const kept = await readSegment(folder, identity);
  const segment = await embedRows(rows, {
    identity,
    folder,
    reuse: kept ? [kept] : [],
    signal: context.stop,
    onProgress: createProgress(context, title),
    async embed(batch, signal) {
      const results = await embedder.embed(batch, { kind, lane: 'bulk', truncate: true, signal });
      return results.map((result) => result.vector);
    },
  });
  if (!kept) await writeSegment(folder, segment);
  return { vectors: segment.vectors, dimension, firstRow: 0 };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
