// Decides where inference runs: what was asked for, or, for `auto`, a graphics device that has proved itself. It never
// takes a software adapter by itself, and starts no engine that is kept.

import { existsSync } from 'node:fs';
import type { Config } from '../config.ts';
import type { DescribedModel } from '../embedding/descriptor.ts';
import { type Golden, readGolden } from '../embedding/golden.ts';
import { describeNative, hasCudaLibraries, hasNativeRuntime, type NativeProvider } from '../embedding/native/assets.ts';
import { type ProbeOutcome, probeEngine } from '../embedding/native/probe.ts';
import { SYSTEM_CLOCK } from '../kernel/clock.ts';
import { ServiceError } from '../kernel/errors.ts';
import type { EngineHost, NativeAssets } from '../pool/ports.ts';

/** A start that waits longer for a device than WASM needs to load is a bad start. */
const AUTO_LIMIT_MS = 15_000;
/** Who asks for a device by name may have a software adapter, which needs a minute for a few texts. */
const ASKED_LIMIT_MS = 180_000;
/** Without one of these Linux has no graphics device, and a probe would only cost time. */
const DEVICE_FILES = ['/dev/dri', '/dev/nvidia0', '/dev/kfd', '/dev/dxg'];

/** What was chosen, what was asked for and why the one came from the other: for people. */
export type DeviceReport = { readonly chosen: string; readonly asked: string; readonly reason: string };
/** `assets` are those of a native engine; without them it is WASM. */
export type DeviceChoice = DeviceReport & { readonly assets: NativeAssets | undefined };

export type ChooseOptions = {
  descriptor: DescribedModel;
  /** The folder of the optional install. */
  runtimeFolder: string;
  /** Starts a process with a native engine. */
  spawn: () => EngineHost;
  /** False where no graphics device can be; looked up by default. */
  hasGraphics?: boolean;
};

/** Throws `bad_config`, saying what to do, for a device that was asked for and does not work. */
export async function chooseDevice(config: Config, options: ChooseOptions): Promise<DeviceChoice> {
  const { device: asked } = config;
  if (asked === 'wasm') return { chosen: 'wasm', asked, reason: 'asked for', assets: undefined };
  if (asked === 'auto') return chooseBest(config, options);
  return requireDevice(asked, { config, ...options });
}

async function chooseBest(config: Config, options: ChooseOptions): Promise<DeviceChoice> {
  const wasm = (reason: string): DeviceChoice => ({ chosen: 'wasm', asked: 'auto', reason, assets: undefined });
  const { runtimeFolder, descriptor, hasGraphics = findGraphics() } = options;
  if (!hasNativeRuntime(runtimeFolder)) return wasm('the native runtime is not installed');
  if (!hasGraphics) return wasm('this machine has no graphics device');
  const golden = await readGolden(descriptor.files);
  if (!golden) return wasm('the model has no golden vectors that a device could be proved with');
  const reasons: string[] = [];
  for (const provider of ['cuda', 'webgpu'] as const) {
    if (provider === 'cuda' && !hasCudaLibraries(runtimeFolder)) continue;
    const native = { provider, runtimeFolder, threads: config.threads, isHardwareOnly: true };
    const assets = await describeNative(descriptor, native);
    const outcome = await probe(assets, { ...options, golden, limitMs: AUTO_LIMIT_MS });
    const refusal = findRefusal(outcome);
    if (refusal === undefined) return { chosen: provider, asked: 'auto', reason: praise(outcome), assets };
    reasons.push(`${provider}: ${refusal}`);
  }
  return wasm(reasons.join('; '));
}

/** Why `auto` does not take what a probe found, or undefined. */
function findRefusal(outcome: ProbeOutcome): string | undefined {
  if (!outcome.isUsable) return outcome.reason;
  if (!outcome.adapter) return 'the adapter cannot be named, it may be a software one';
  return outcome.adapter.isSoftware ? `"${outcome.adapter.name}" is a software adapter` : undefined;
}

async function requireDevice(
  provider: NativeProvider,
  { config, ...options }: ChooseOptions & { config: Config },
): Promise<DeviceChoice> {
  const { runtimeFolder, descriptor } = options;
  if (!hasNativeRuntime(runtimeFolder))
    throw refuse(provider, 'the native runtime is not installed, run "bun run native:install"');
  if (provider === 'cuda' && !hasCudaLibraries(runtimeFolder))
    throw refuse(provider, 'its libraries are not installed, run "bun run native:install --cuda" (Linux x64, CUDA 12)');
  const assets = await describeNative(descriptor, { provider, runtimeFolder, threads: config.threads });
  const golden = await readGolden(descriptor.files);
  const outcome = await probe(assets, { ...options, golden, limitMs: ASKED_LIMIT_MS });
  if (!outcome.isUsable) {
    const advice = provider === 'cpu' ? '' : '; look at the driver, or set RAG_DEVICE=auto';
    throw refuse(provider, `a probe failed: ${outcome.reason}${advice}`);
  }
  return { chosen: provider, asked: provider, reason: `asked for; ${praise(outcome)}`, assets };
}

function refuse(provider: NativeProvider, reason: string): ServiceError {
  return new ServiceError('bad_config', `RAG_DEVICE: found "${provider}", which cannot be used here: ${reason}`);
}

function praise(outcome: ProbeOutcome): string {
  const name = outcome.isUsable && outcome.adapter ? `"${outcome.adapter.name}" works and` : 'it works and';
  return `${name} gives the model's vectors`;
}

function probe(
  assets: NativeAssets,
  { spawn, golden, limitMs }: ChooseOptions & { golden: Golden | undefined; limitMs: number },
): Promise<ProbeOutcome> {
  return probeEngine({ spawn, assets, golden, limitMs, clock: SYSTEM_CLOCK });
}

function findGraphics(): boolean {
  return process.platform !== 'linux' || DEVICE_FILES.some((file) => existsSync(file));
}
