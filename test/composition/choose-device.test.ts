import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chooseDevice } from '../../src/composition/choose-device.ts';
import { readConfig } from '../../src/config.ts';
import { openModel } from '../../src/embedding/model.ts';
import { ServiceError } from '../../src/kernel/errors.ts';
import type { EngineHost } from '../../src/pool/ports.ts';
import { spawnProcess } from '../fixtures/processes.ts';

const descriptor = await openModel('english', { modelsDir: path.join(import.meta.dir, '../../models') });
let empty = '';
/** A folder that looks like the optional install, with and without the CUDA libraries. */
let installed = '';
let withCuda = '';

async function createInstall(root: string, ...files: string[]): Promise<string> {
  const binaries = path.join(root, 'node_modules/onnxruntime-node/bin/napi-v6', process.platform, process.arch);
  await mkdir(binaries, { recursive: true });
  for (const file of files) await writeFile(path.join(binaries, file), '');
  return root;
}

beforeAll(async () => {
  empty = await mkdtemp(path.join(os.tmpdir(), 'quintet-device-'));
  installed = await createInstall(path.join(empty, 'installed'), 'onnxruntime_binding.node');
  const cuda = ['onnxruntime_binding.node', 'libonnxruntime_providers_cuda.so'];
  withCuda = await createInstall(path.join(empty, 'cuda'), ...cuda);
});
afterAll(() => rm(empty, { recursive: true, force: true }));

function neverSpawn(): EngineHost {
  throw new Error('No process may be started');
}

function choose(device: string, options: { runtimeFolder: string; spawn?: () => EngineHost; hasGraphics?: boolean }) {
  const config = readConfig({ RAG_DEVICE: device }, { cores: 2, memoryBytes: 2 ** 33 });
  return chooseDevice(config, { descriptor, spawn: neverSpawn, hasGraphics: true, ...options });
}

async function refusalOf(choice: Promise<unknown>): Promise<string> {
  try {
    await choice;
    return 'resolved';
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'bad_config') throw error;
    return error.message;
  }
}

describe('auto', () => {
  test('is WASM without any process when the native runtime is not installed', async () => {
    expect(await choose('auto', { runtimeFolder: empty })).toMatchObject({
      chosen: 'wasm',
      asked: 'auto',
      reason: 'the native runtime is not installed',
      assets: undefined,
    });
  });

  test('is WASM without any process on a machine that has no graphics device', async () => {
    const choice = await choose('auto', { runtimeFolder: installed, hasGraphics: false });
    expect(choice).toMatchObject({ chosen: 'wasm', reason: 'this machine has no graphics device' });
  });

  test('takes a hardware adapter that gives the golden vectors, and names it', async () => {
    const choice = await choose('auto', { runtimeFolder: installed, spawn: spawnProcess('hardware') });
    expect(choice).toMatchObject({ chosen: 'webgpu', asked: 'auto', assets: { provider: 'webgpu' } });
    expect(choice.reason).toContain('Real Card 9000');
    expect(choice.assets?.graphPath).toEndWith('model_gpu.onnx');
  });

  test('takes CUDA before WebGPU where its libraries are', async () => {
    const choice = await choose('auto', { runtimeFolder: withCuda, spawn: spawnProcess('hardware') });
    expect(choice.chosen).toBe('cuda');
  });

  test.each([
    ['software', 'software adapter'],
    ['echo', 'cannot be named'],
    ['wrong-vectors', 'differ by'],
    ['refuse', 'driver is too old'],
    ['exit', 'died'],
  ])('is WASM when the probe finds this: %s', async (mode, reason) => {
    const choice = await choose('auto', { runtimeFolder: installed, spawn: spawnProcess(mode) });
    expect(choice.chosen).toBe('wasm');
    expect(choice.reason).toContain(reason);
  });

  test('is WASM when the model has no golden vectors', async () => {
    const files = { ...descriptor.files, folder: empty };
    const config = readConfig({}, { cores: 2, memoryBytes: 2 ** 33 });
    const options = { runtimeFolder: installed, spawn: neverSpawn, hasGraphics: true };
    const choice = await chooseDevice(config, { ...options, descriptor: { ...descriptor, files } });
    expect(choice).toMatchObject({ chosen: 'wasm', assets: undefined });
  });
});

describe('a device by name', () => {
  test.each(['cpu', 'webgpu', 'cuda'])('is refused with what to do without the install: %s', async (device) => {
    const refusal = await refusalOf(choose(device, { runtimeFolder: empty }));
    expect(refusal).toStartWith(`RAG_DEVICE: found "${device}"`);
    expect(refusal).toContain('bun run native:install');
  });

  test('is refused with what to do when the libraries of CUDA are not there', async () => {
    const refusal = await refusalOf(choose('cuda', { runtimeFolder: installed }));
    expect(refusal).toContain('bun run native:install --cuda');
  });

  test('is refused with the reason when its probe fails', async () => {
    const refusal = await refusalOf(choose('webgpu', { runtimeFolder: installed, spawn: spawnProcess('refuse') }));
    expect(refusal).toContain('driver is too old');
  });

  test('may be a software adapter, because somebody asked for it', async () => {
    const choice = await choose('webgpu', { runtimeFolder: installed, spawn: spawnProcess('software') });
    expect(choice).toMatchObject({ chosen: 'webgpu', asked: 'webgpu' });
  });

  test('is the CPU with the whole int8 graph and the threads of the setting', async () => {
    const config = readConfig({ RAG_DEVICE: 'cpu', RAG_CPU_THREADS: '3' }, { cores: 2, memoryBytes: 2 ** 33 });
    const options = { descriptor, runtimeFolder: installed, spawn: spawnProcess('echo') };
    const { assets } = await chooseDevice(config, options);
    expect(assets).toMatchObject({ provider: 'cpu', threads: 3 });
    expect(assets?.graphPath).toEndWith('model_quantized.onnx');
  });

  test('is WASM without any process when WASM was asked for', async () => {
    expect(await choose('wasm', { runtimeFolder: installed })).toMatchObject({ chosen: 'wasm', reason: 'asked for' });
  });
});
