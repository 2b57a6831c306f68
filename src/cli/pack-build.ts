// `quintet pack build`: compiles a pack beside its content and embeds its texts. Unchanged texts keep their vectors, and a
// build that was cut off goes on where it stopped.

import path from 'node:path';
import { composeEmbedder, openEngine } from '../composition/open-embedding.ts';
import { segmentIdentityOf } from '../composition/prepare-vectors.ts';
import { findVocabulary } from '../composition/vocabularies.ts';
import { readConfig } from '../config.ts';
import { ServiceError } from '../kernel/errors.ts';
import { SILENT } from '../kernel/events.ts';
import type { CompiledPack } from '../pack/compiled.ts';
import { embedRows } from '../pack/embed-rows.ts';
import { compileFolder } from '../pack/open.ts';
import { segmentRows } from '../pack/segment.ts';
import { INDEX_FOLDER, readSegment, writeIndexFolder, writeSegment } from '../pack/store.ts';
import { loadTokenCounter } from '../text/count-tokens.ts';
import type { CliContext } from './context.ts';
import { createProgress } from './progress.ts';

export async function buildPack(
  context: CliContext,
  { folder, models }: { folder: string; models: readonly string[] },
): Promise<void> {
  if (Bun.isStandaloneExecutable && path.resolve(folder).startsWith(context.root))
    throw new ServiceError('invalid_request', 'The bundled pack is inside the program, expected a folder of your own');
  const pack = await compileFolder(folder, { vocabularies: findVocabulary, loadTokenCounter });
  const target = path.join(folder, INDEX_FOLDER);
  // Vectors first: an index without them would be complete in form and poorer in fact.
  for (const model of models) await buildSegment(context, { pack, target, model });
  await writeIndexFolder(pack, target);
  context.print(`${target}: ${pack.itemCount} items, content ${pack.contentHash.slice(0, 12)}`);
}

async function buildSegment(
  context: CliContext,
  { pack, target, model }: { pack: CompiledPack; target: string; model: string },
): Promise<void> {
  const config = readConfig({ ...context.environment, RAG_MODEL: model }, context.machine);
  await using parts = new AsyncDisposableStack();
  const opened = await openEngine(config, { root: context.root, events: SILENT, parts });
  const embedder = composeEmbedder(opened, { events: SILENT });
  await embedder.ready();
  const identity = segmentIdentityOf(embedder.descriptor);
  const older = await readSegment(target, identity);
  const segment = await embedRows(segmentRows(pack), {
    identity,
    folder: target,
    reuse: older ? [older] : [],
    signal: context.stop,
    onProgress: createProgress(context, `Embedding with ${identity.model}`),
    async embed(texts, signal) {
      const results = await embedder.embed(texts, { kind: 'passage', lane: 'bulk', truncate: true, signal });
      return results.map((result) => result.vector);
    },
  });
  await writeSegment(target, segment);
}
