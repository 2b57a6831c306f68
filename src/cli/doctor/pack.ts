// The doctor on the pack: is its index whole and as new as its content, and are the model's vectors there. It builds nothing.

import path from 'node:path';
import { findPackFolder } from '../../composition/find-pack-folder.ts';
import { hashContent } from '../../pack/content-files.ts';
import type { SegmentIdentity } from '../../pack/segment.ts';
import { INDEX_FOLDER, openIndex, openSegment, readManifest } from '../../pack/store.ts';
import type { Finding, Scene } from './finding.ts';

/** `identity` is undefined where the engine did not open: then nothing is said about vectors. */
export async function checkPackIndex(
  { config, context }: Scene,
  identity: SegmentIdentity | undefined,
): Promise<readonly Finding[]> {
  const folder = findPackFolder(config.pack, context.root);
  const index = path.join(folder, INDEX_FOLDER);
  const [contentHash, manifest] = await Promise.all([hashContent(folder), readManifest(index)]);
  const advice = `run "quintet pack build ${config.pack}"; until then a start compiles it into RAG_DATA_DIR`;
  if (!manifest) return [{ check: 'pack', status: 'warn', found: `"${config.pack}" has no index`, advice }];
  if (manifest.contentHash !== contentHash)
    return [
      { check: 'pack', status: 'warn', found: `the index of "${config.pack}" is older than its content`, advice },
    ];
  const pack = await openIndex(index);
  const findings: Finding[] = [
    {
      check: 'pack',
      status: 'ok',
      found: `${pack.name} ${pack.version}, ${pack.itemCount} items, index fresh and whole`,
    },
  ];
  if (!identity) return findings;
  const segment = await openSegment(index, { pack, identity });
  findings.push(
    segment
      ? { check: 'vectors', status: 'ok', found: `built for ${identity.model}` }
      : {
          check: 'vectors',
          status: 'warn',
          found: `none for ${identity.model}`,
          advice: `run "quintet pack build ${config.pack}"; until then the first start embeds them and answers lexically`,
        },
  );
  return findings;
}
