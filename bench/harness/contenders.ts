// What `old-design` compares: the old design at two thread settings, and Quintet by lane, all started and idle until they are
// asked. Both sides run the same model. It measures nothing.

import os from 'node:os';
import path from 'node:path';
import { hasNativeRuntime } from '../../src/embedding/native/assets.ts';
import type { BenchContext } from './bench.ts';
import { baseSettings } from './open-service.ts';
import { type PeerBackend, type RunningPeer, startPeer } from './peer.ts';
import { startServer } from './server.ts';

/** - `sequential`, `pool`: the old design without and with its thread pool.
 *  - `wasm`, `native`: Quintet with as many engines as cores, one thread each.
 *  - `native-threads`: Quintet with one native engine that has as many threads as cores. */
export type Role = 'sequential' | 'pool' | 'wasm' | 'native' | 'native-threads';

export type Contender = {
  readonly role: Role;
  readonly name: string;
  /** Runs at once and threads of each. */
  readonly engine: string;
  readonly url: string;
  readonly pid: number;
  readonly kind: 'new-question' | 'chart';
  /** Only the old design has its own. */
  readonly path?: string;
};

export type Contenders = {
  readonly list: readonly Contender[];
  readonly peer: RunningPeer;
  readonly notes: readonly string[];
};

type Opening = { readonly python: string; readonly backend: PeerBackend; readonly parts: AsyncDisposableStack };

/** As many cores as the old pool can use. */
const CORES = Math.min(4, os.availableParallelism());

/** Returns the reason in words where the old design cannot run here. */
export async function openContenders(context: BenchContext, opening: Opening): Promise<Contenders | string> {
  const { parts, python, backend } = opening;
  const single = parts.use(await startPeer(context, { python, backend, threads: 1 }));
  if (!single.isRunning) return single.reason;
  const free = parts.use(await startPeer(context, { python, backend, threads: 'default' }));
  if (!free.isRunning) return free.reason;
  // Torch brings the English model; the same must run on both sides.
  const ours = await openLanes({ ...context, model: backend === 'torch' ? 'english' : context.model }, parts);
  return { peer: single, list: [...describeOld(single, free), ...ours.list], notes: ours.notes };
}

function describeOld(single: RunningPeer, free: RunningPeer): Contender[] {
  const pool = { role: 'pool', path: '/prefetch?mode=pool' } as const;
  const alone = { ...pool, ...placeOf(single), engine: '4 x 1 thread' };
  const crowded = { ...pool, ...placeOf(free), engine: '4 x library default' };
  const [asked, silent] = ['old, thread pool of four', 'old, pool, no question'];
  return [
    {
      role: 'sequential',
      name: 'old, one after the other',
      engine: '1 x 1 thread',
      ...placeOf(single),
      kind: 'new-question',
      path: '/prefetch?mode=sequential',
    },
    { ...alone, name: asked, kind: 'new-question' },
    { ...crowded, name: asked, kind: 'new-question' },
    { ...alone, name: silent, kind: 'chart' },
    { ...crowded, name: silent, kind: 'chart' },
  ];
}

type Place = Pick<Contender, 'url' | 'pid'>;

function placeOf({ url, pid }: Place): Place {
  return { url, pid };
}

async function openLanes(
  context: BenchContext,
  parts: AsyncDisposableStack,
): Promise<{ list: Contender[]; notes: string[] }> {
  const start = async (device: string, { engines, threads }: { engines: number; threads: number }): Promise<Place> => {
    const lane = {
      RAG_DEVICE: device,
      RAG_EXECUTOR_WORKERS: String(engines),
      RAG_CPU_THREADS: String(threads),
    };
    return placeOf(parts.use(await startServer({ ...baseSettings(context), ...lane }, context)));
  };
  const question = { name: 'Quintet, new question', kind: 'new-question' } as const;
  const engines = `${CORES} x 1 thread`;
  const wasm = await start('wasm', { engines: CORES, threads: 1 });
  const list: Contender[] = [
    { ...question, role: 'wasm', engine: `WASM, ${engines}`, ...wasm },
    { role: 'wasm', name: 'Quintet, no question', engine: 'no inference', ...wasm, kind: 'chart' },
  ];
  if (!hasNativeRuntime(path.join(context.root, 'native')))
    return { list, notes: ['SKIPPED the native lane: its runtime is not installed, run "bun run native:install".'] };
  const native = await start('cpu', { engines: CORES, threads: 1 });
  const threaded = await start('cpu', { engines: 1, threads: CORES });
  list.push(
    { ...question, role: 'native', engine: `native, ${engines}`, ...native },
    { ...question, role: 'native-threads', engine: `native, 1 x ${CORES} threads`, ...threaded },
  );
  return { list, notes: [] };
}
