// Makes the sources that a pack configures, each by its engine.

import type { EngineName, SourceConfig } from '../pack/content.ts';
import type { PackIndex } from '../search/pack-index.ts';
import { createGraphSource } from './graph.ts';
import { createPassagesSource } from './passages.ts';
import { createRulesSource } from './rules.ts';
import type { Source } from './source.ts';

const ENGINES: Readonly<
  Record<EngineName, (name: string, options: { config: SourceConfig; index: PackIndex }) => Source>
> = {
  graph: createGraphSource,
  passages: createPassagesSource,
  rules: createRulesSource,
};

export function createSources(index: PackIndex): ReadonlyMap<string, Source> {
  return new Map(
    [...index.pack.sources].map(([name, config]) => [name, ENGINES[config.engine](name, { config, index })]),
  );
}
