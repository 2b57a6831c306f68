import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beginEngines } from '../../src/composition/begin-engines.ts';
import { readConfig } from '../../src/config.ts';
import type { EngineHost } from '../../src/pool/ports.ts';

const MACHINE = { cores: 2, memoryBytes: 2 ** 32 };
const configOf = (settings: Record<string, string> = {}) => readConfig({ RAG_DEVICE: 'wasm', ...settings }, MACHINE);

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'quintet-begin-'));
});
afterAll(() => rm(root, { recursive: true }));

/** A project whose worker is this source. */
async function projectOf(name: string, source: string): Promise<string> {
  const folder = path.join(root, name);
  await mkdir(path.join(folder, 'workers'), { recursive: true });
  await writeFile(path.join(folder, 'workers', 'inference.ts'), source);
  return folder;
}

function nextMessage(host: EngineHost): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  host.addEventListener('message', (event: Event) => resolve((event as MessageEvent).data));
  return promise;
}

/** Resolves when a worker of that project has run its file. */
function heard(name: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const channel = new BroadcastChannel(name);
  channel.onmessage = () => {
    channel.close();
    resolve();
  };
  return promise;
}

const tell = (name: string): string => `new BroadcastChannel('${name}').postMessage('here');`;

describe('engines that are begun early', () => {
  test('are none when another server embeds or a native device was asked for', () => {
    const remote = configOf({ RAG_EMBEDDINGS_URL: 'http://127.0.0.1:9' });
    expect(beginEngines(remote, { root })).toBeUndefined();
    expect(beginEngines(configOf({ RAG_DEVICE: 'cpu' }), { root })).toBeUndefined();
  });

  test('compile the runtime once', async () => {
    using begun = beginEngines(configOf(), { root: await projectOf('module', '') });
    expect(await begun?.module).toBeInstanceOf(WebAssembly.Module);
  });

  test('repeat what the worker said before it had an owner', async () => {
    const here = heard('quintet-greets');
    const folder = await projectOf('greets', `postMessage('hello'); ${tell('quintet-greets')}`);
    using begun = beginEngines(configOf(), { root: folder });
    await here;
    const host = begun?.spawn();
    expect(host && (await nextMessage(host))).toBe('hello');
    host?.terminate();
  });

  test('spawn another worker for the second owner', async () => {
    using begun = beginEngines(configOf(), { root: await projectOf('two', `postMessage('hello')`) });
    const hosts = [begun?.spawn(), begun?.spawn()].filter((host) => host !== undefined);
    expect(hosts[0]).not.toBe(hosts[1]);
    expect(await Promise.all(hosts.map(nextMessage))).toEqual(['hello', 'hello']);
    for (const host of hosts) host.terminate();
  });
});
