// The doctor on the machine or container: runtime, cores against workers, and memory against what will be needed.

import packageJson from '../../../package.json' with { type: 'json' };
import type { Config, Machine } from '../../config.ts';
import type { Finding, Scene } from './finding.ts';

const MIB = 2 ** 20;
/** Resident set of the service with one worker, less weights and that worker (measured: 350 to 370 MiB in all). */
const BASE_MIB = 260;
/** Heap of one WASM engine and its thread. */
const WORKER_MIB = 60;
/** Vectors and results each have the whole setting, sessions a quarter. */
const CACHE_SHARES = 2.25;

export function checkRuntime(): Finding {
  const wanted = packageJson.engines.bun;
  const where = `${process.platform}-${process.arch}, Bun ${Bun.version}`;
  if (!Bun.semver.satisfies(Bun.version, wanted))
    return { check: 'runtime', status: 'fail', found: where, advice: `install Bun ${wanted}` };
  const form = Bun.isStandaloneExecutable ? 'one program' : 'from source';
  return { check: 'runtime', status: 'ok', found: `${where}, quintet ${packageJson.version} ${form}` };
}

export function checkCores({ config, context }: Scene): Finding {
  const { cores } = context.machine;
  const { workers } = config;
  const found = `${cores} for ${workers} worker${workers === 1 ? '' : 's'}`;
  if (isRemote(config)) return { check: 'cores', status: 'ok', found: `${cores}, no workers: another server embeds` };
  return workers > cores
    ? { check: 'cores', status: 'warn', found, advice: `set RAG_EXECUTOR_WORKERS=${cores}: more only cost memory` }
    : { check: 'cores', status: 'ok', found };
}

/** MiB without caches, and with all of them full. */
export function estimateMemory(
  { workers, cacheMib }: Pick<Config, 'workers' | 'cacheMib'>,
  weightsBytes: number,
): { bareMib: number; fullMib: number } {
  const bareMib = BASE_MIB + Math.ceil(weightsBytes / MIB) + workers * WORKER_MIB;
  return { bareMib, fullMib: Math.ceil(bareMib + CACHE_SHARES * cacheMib) };
}

export function checkMemory(
  config: Config,
  { machine, weightsBytes }: { machine: Machine; weightsBytes: number },
): Finding {
  const workers = isRemote(config) ? 0 : config.workers;
  const { bareMib, fullMib } = estimateMemory({ ...config, workers }, weightsBytes);
  const limitMib = Math.floor(machine.memoryBytes / MIB);
  const found = `limit ${limitMib} MiB, about ${bareMib} MiB needed, ${fullMib} MiB with full caches`;
  if (limitMib < bareMib)
    return {
      check: 'memory',
      status: 'fail',
      found,
      advice: 'give more memory, lower RAG_EXECUTOR_WORKERS or set RAG_MODEL=english',
    };
  if (limitMib < fullMib)
    return { check: 'memory', status: 'warn', found, advice: 'lower RAG_CACHE_MIB or give more memory' };
  return { check: 'memory', status: 'ok', found };
}

function isRemote(config: Config): boolean {
  return config.embeddingsUrl !== undefined;
}
