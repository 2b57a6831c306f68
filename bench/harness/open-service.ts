// The service inside the bench's own process, without sockets: for costs that a network would hide. It logs nothing.

import os from 'node:os';
import path from 'node:path';
import { type Config, readConfig } from '../../src/config.ts';
import { openService, type Service, type ServiceOptions } from '../../src/service.ts';
import type { BenchContext } from './bench.ts';
import type { ServerSettings } from './server.ts';

export type OpenOptions = Pick<ServiceOptions, 'spawn'> & { readonly settings?: ServerSettings };

/** The settings that every bench's service has: the pack and model of this run, and a data folder that is thrown away. */
export function baseSettings({
  pack,
  model,
  scratch,
}: Pick<BenchContext, 'pack' | 'model' | 'scratch'>): ServerSettings {
  return {
    RAG_PACK: path.resolve(pack),
    RAG_MODEL: model,
    RAG_DATA_DIR: path.join(scratch, 'data'),
    RAG_LOG_LEVEL: 'error',
  };
}

export function benchConfig(context: BenchContext, settings: ServerSettings = {}): Config {
  const machine = { cores: os.availableParallelism(), memoryBytes: os.totalmem() };
  return readConfig({ ...baseSettings(context), ...settings }, machine);
}

/** Resolves when every worker has answered and the pack's vectors are there. */
export async function openBenchService(
  context: BenchContext,
  { settings, ...options }: OpenOptions = {},
): Promise<Service> {
  const service = await openService(benchConfig(context, settings), {
    root: context.root,
    version: 'bench',
    ...options,
  });
  await service.ready();
  if (!service.index.hasVectors)
    throw new Error(
      `The pack "${context.pack}" has no vectors for the model "${context.model}": run "quintet pack build"`,
    );
  return service;
}

export type Answer = {
  readonly json: string;
  readonly tookMs: number;
  /** From `Server-Timing`, by stage. */
  readonly stages: ReadonlyMap<string, number>;
};

/** One call without a socket; throws for anything but a whole answer. */
export async function ask(service: Pick<Service, 'fetch'>, body: string): Promise<Answer> {
  const request = new Request('http://localhost/v1/prefetch', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const startedAt = performance.now();
  const response = await service.fetch(request);
  const json = await response.text();
  const tookMs = performance.now() - startedAt;
  if (response.status !== 200) throw new Error(`Found status ${response.status}, expected 200: ${json.slice(0, 200)}`);
  if (!json.includes('"degraded":false')) throw new Error('Found a degraded answer, expected a whole one');
  const timing = response.headers.get('server-timing') ?? '';
  const stages = new Map(
    [...timing.matchAll(/([\w-]+);dur=([\d.]+)/g)].map(([, name = '', ms]): [string, number] => [name, Number(ms)]),
  );
  return { json, tookMs, stages };
}
