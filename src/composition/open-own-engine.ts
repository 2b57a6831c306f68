// The engines of this machine: WASM in workers, or a native runtime in processes with WASM behind it. Devices are chosen
// elsewhere.

import path from 'node:path';
import type { Config } from '../config.ts';
import type { DescribedModel } from '../embedding/descriptor.ts';
import { loadEngineAssets } from '../embedding/engine-assets.ts';
import { createFailover } from '../embedding/failover.ts';
import type { EmbedEngine } from '../embedding/ports.ts';
import type { Events } from '../kernel/events.ts';
import { openPool } from '../pool/pool.ts';
import type { EngineHost, NativeAssets, Pool, PoolOptions } from '../pool/ports.ts';
import { openProcessHost } from '../pool/process-host.ts';
import type { BegunEngines } from './begin-engines.ts';
import { chooseDevice, type DeviceReport } from './choose-device.ts';
import { keepPool } from './keep-pool.ts';

/** A graphics device compiles its programs when it first sees a shape. */
const GPU_LIMITS = { runLimitMs: 60_000, bootLimitMs: 120_000 };

export type OwnEngineOptions = {
  /** The folder that holds `workers/` and `native/`. */
  readonly root: string;
  readonly events: Events;
  /** Takes what has to be closed. */
  readonly parts: AsyncDisposableStack;
  /** Stands in for the WASM worker of the project: a test that kills one keeps hold of it. */
  readonly spawn?: (() => EngineHost) | undefined;
  /** What the process has begun before this. */
  readonly begun?: BegunEngines | undefined;
  readonly descriptor: DescribedModel;
};

export type OwnEngine = {
  readonly engine: EmbedEngine;
  /** Whose vectors the engine gives, part of every cache key. */
  readonly device: string;
  /** As it is now: a device that is down is not where texts run. */
  report(): DeviceReport;
};

/** Throws `bad_config` for a device that was asked for and cannot be used. */
export async function openOwnEngine(config: Config, options: OwnEngineOptions): Promise<OwnEngine> {
  const { root, descriptor } = options;
  const command = [process.execPath, path.join(root, 'workers', 'native.ts')];
  const spawn = () => openProcessHost(command);
  const { assets, ...choice } = await chooseDevice(config, {
    descriptor,
    runtimeFolder: path.join(root, 'native'),
    spawn,
  });
  if (!assets) return { engine: await openWasm(config, options), device: 'wasm', report: () => choice };
  const first = keepPool(openNativePool(config, { ...options, assets, spawn }), options);
  const engine = createFailover(first, {
    openSecond: openLater(config, options),
    onFault: (error) => options.events.fault({ where: 'pool_start', error }),
  });
  const down = { ...choice, chosen: 'wasm', reason: `${choice.chosen} is down and tried again; ${choice.reason}` };
  return { engine, device: choice.chosen, report: () => (engine.isDown ? down : choice) };
}

async function openWasm(config: Config, options: OwnEngineOptions): Promise<EmbedEngine> {
  return keepPool(await openWasmPool(config, options), options);
}

async function openWasmPool(
  config: Config,
  { root, events, spawn, descriptor, begun }: OwnEngineOptions,
): Promise<Pool> {
  return openPool({
    ...commonOf(config, events),
    spawn: spawn ?? begun?.spawn ?? (() => new Worker(path.join(root, 'workers', 'inference.ts'))),
    assets: await loadEngineAssets(descriptor, { module: begun?.module }),
    size: config.workers,
    isBootLed: true,
  });
}

function openNativePool(
  config: Config,
  { events, assets, spawn }: OwnEngineOptions & { assets: NativeAssets; spawn: () => EngineHost },
): Pool {
  const isCpu = assets.provider === 'cpu';
  // One engine a graphics device: a second one would only halve its memory.
  const size = isCpu ? config.workers : 1;
  return openPool({ ...commonOf(config, events), ...(isCpu ? {} : GPU_LIMITS), spawn, assets, size });
}

function commonOf({ maxQueue }: Config, events: Events): Pick<PoolOptions, 'maxQueue' | 'events'> {
  return { maxQueue, events };
}

/** WASM behind a native engine, opened when it is needed: by then the stack of parts has been handed on. */
function openLater(config: Config, options: OwnEngineOptions): () => Promise<EmbedEngine> {
  const parts = new AsyncDisposableStack();
  options.parts.use(parts);
  return () => openWasm(config, { ...options, parts });
}
