// The composition root where it fails: what was begun belongs to somebody, or it would keep the process alive for ever.
import { afterAll, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../src/config.ts';
import type { EngineHost } from '../src/pool/ports.ts';
import { openService } from '../src/service.ts';
import { spawnFixture } from './fixtures/pool.ts';

const empty = await mkdtemp(path.join(tmpdir(), 'quintet-no-pack-'));
afterAll(() => rm(empty, { recursive: true }));

test('openService ends every worker that it started when the pack cannot be opened', async () => {
  const started: string[] = [];
  const ended: string[] = [];
  const spawn = (): EngineHost => {
    const worker = spawnFixture('silent')();
    const name = `worker ${started.length}`;
    started.push(name);
    return {
      postMessage: (message) => worker.postMessage(message),
      addEventListener: (type, listener) => worker.addEventListener(type, listener),
      removeEventListener: (type, listener) => worker.removeEventListener(type, listener),
      terminate() {
        ended.push(name);
        return worker.terminate();
      },
    };
  };
  const environment = { RAG_PACK: empty, RAG_DEVICE: 'wasm', RAG_EXECUTOR_WORKERS: '2', RAG_LOG_LEVEL: 'silent' };
  const config = readConfig(environment, { cores: 2, memoryBytes: 2 ** 32 });
  const root = path.join(import.meta.dir, '..');
  await expect(openService(config, { root, version: '0', spawn })).rejects.toMatchObject({ code: 'bad_pack' });
  expect(started).toHaveLength(2);
  expect(ended).toEqual(started);
});
