// Brings the vectors of a pack for the model in use: from a segment that was built before, or by embedding every item in
// the background while the service answers from its other lanes.

import type { ModelIdentity } from '../embedding/descriptor.ts';
import type { Embedder } from '../embedding/ports.ts';
import { embedRows } from '../pack/embed-rows.ts';
import { findSegment, type OpenedPack } from '../pack/open.ts';
import { type SegmentIdentity, segmentRows } from '../pack/segment.ts';
import { readSegment, writeSegment } from '../pack/store.ts';
import type { PackIndex } from '../search/pack-index.ts';

export function segmentIdentityOf({
  id,
  revision,
  dtype,
  pooling,
  prompts,
  dimension,
}: ModelIdentity): SegmentIdentity {
  return { model: id, revision, dtype, pooling, prompt: prompts.passage, dimension };
}

export type PrepareOptions = {
  readonly opened: OpenedPack;
  readonly embedder: Embedder;
  readonly signal: AbortSignal;
  onProgress?(done: number, total: number): void;
};

/** True when the vectors were there. */
export async function attachKnownVectors(
  index: PackIndex,
  { opened, descriptor }: { opened: OpenedPack; descriptor: ModelIdentity },
): Promise<boolean> {
  const segment = await findSegment(opened, segmentIdentityOf(descriptor));
  if (segment) index.attachVectors({ vectors: segment.vectors, dimension: segment.identity.dimension });
  return segment !== undefined;
}

/** Embeds what no earlier segment holds, writes the segment to the data folder and attaches it. */
export async function buildVectors(index: PackIndex, options: PrepareOptions): Promise<void> {
  const { opened, embedder, signal } = options;
  const identity = segmentIdentityOf(embedder.descriptor);
  const folder = opened.folders.at(-1) ?? '.';
  const older = await Promise.all(opened.folders.map((candidate) => readSegment(candidate, identity)));
  const segment = await embedRows(segmentRows(opened.pack), {
    identity,
    folder,
    reuse: older.filter((found) => found !== undefined),
    signal,
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    async embed(texts) {
      const results = await embedder.embed(texts, { kind: 'passage', lane: 'bulk', truncate: true, signal });
      return results.map((result) => result.vector);
    },
  });
  await writeSegment(folder, segment);
  index.attachVectors({ vectors: segment.vectors, dimension: identity.dimension });
}
