// The composition root: what was begun belongs to somebody, or it would keep the process alive for ever; and what it was given
// is used in place of its own.
import { afterAll, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../src/config.ts';
import { SAMPLE_CHARTS } from '../src/destiny/samples.ts';
import type { EngineHost } from '../src/pool/ports.ts';
import { openService } from '../src/service.ts';
import { serveFake } from './fixtures/http.ts';
import { MapStore } from './fixtures/map-store.ts';
import { openTempFolder } from './fixtures/packs.ts';
import { spawnFixture } from './fixtures/pool.ts';

const root = path.join(import.meta.dir, '..');
const MACHINE = { cores: 2, memoryBytes: 2 ** 32 };

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
  const config = readConfig(environment, MACHINE);
  await expect(openService(config, { root, version: '0', spawn })).rejects.toMatchObject({ code: 'bad_pack' });
  expect(started).toHaveLength(2);
  expect(ended).toEqual(started);
});

test('openService finds a session that another one put into the store both were given', async () => {
  await using data = await openTempFolder();
  await using server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: serveFake().app.fetch });
  const environment = { RAG_EMBEDDINGS_URL: server.url.href, RAG_DATA_DIR: data.path, RAG_LOG_LEVEL: 'silent' };
  const config = readConfig(environment, MACHINE);
  const store = new MapStore();
  const open = () => openService(config, { root, version: '0', store });
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ ...SAMPLE_CHARTS.ko, locale: 'ko', theme: 'focus_love' });
  let id = '';
  {
    await using first = await open();
    const begun = await first.fetch(new Request('http://localhost/counselor/init', { method: 'POST', headers, body }));
    id = (await begun.json()).session_id;
    expect([begun.status, store.isClosed]).toEqual([200, false]);
  }
  expect(store.isClosed).toBe(true);
  await using second = await open();
  const found = await second.fetch(new Request(`http://localhost/v1/sessions/${id}`));
  expect([found.status, (await found.json()).graph_nodes.length > 0]).toEqual([200, true]);
});
