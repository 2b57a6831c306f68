// A model by its hub id: fetched through transformers.js's own code from a local server in the hub's layout, kept with
// checksums, used offline afterwards, refused when a file changed.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findModel } from '../../src/composition/find-model.ts';
import { readConfig } from '../../src/config.ts';
import type { HubProgress } from '../../src/embedding/hub.ts';
import { openService } from '../../src/service.ts';
import { codeOf } from '../fixtures/settled.ts';

const ROOT = path.join(import.meta.dir, '../..');
const MODEL = path.join(ROOT, 'models/all-minilm-l6-v2');
const ID = 'acme/tiny-sentences';

let hub: Bun.Server<undefined>;
let dataDir: string;
let asked: string[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'quintet-hub-'));
  hub = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      const name = pathname.startsWith(`/${ID}/resolve/main/`)
        ? pathname.slice(`/${ID}/resolve/main/`.length)
        : undefined;
      const file = name === undefined ? undefined : Bun.file(path.join(MODEL, name));
      return file && (await file.exists()) ? new Response(file) : new Response('not found', { status: 404 });
    },
  });
});
afterAll(async () => {
  await hub.stop(true);
  await rm(dataDir, { recursive: true, force: true });
});

function configOf(environment: Record<string, string>) {
  return readConfig(
    {
      RAG_MODEL: ID,
      RAG_DATA_DIR: dataDir,
      RAG_HUB_URL: hub.url.href,
      RAG_EXECUTOR_WORKERS: '1',
      RAG_LOG_LEVEL: 'silent',
      ...environment,
    },
    { cores: 2, memoryBytes: 2 ** 33 },
  );
}

describe('a hub id in RAG_MODEL', () => {
  test('is refused without a request where downloads are not allowed', async () => {
    asked = [];
    expect(await codeOf(findModel(configOf({}), { root: ROOT }))).toBe('bad_config');
    expect(asked).toEqual([]);
  });

  test('says what is missing where the hub has no such model', async () => {
    const config = configOf({ RAG_MODEL: 'acme/nothing', RAG_ALLOW_DOWNLOAD: '1' });
    expect(await codeOf(findModel(config, { root: ROOT }))).toBe('unavailable');
  }, 30_000);

  test('is fetched with progress and then answers as the model that it is', async () => {
    const seen: HubProgress[] = [];
    const descriptor = await findModel(configOf({ RAG_ALLOW_DOWNLOAD: '1' }), {
      root: ROOT,
      onDownload: (progress) => seen.push(progress),
    });
    expect(descriptor).toMatchObject({ id: ID, dimension: 384, dtype: 'q8' });
    expect(seen.some(({ file, loaded, total }) => file.endsWith('.onnx_data') && loaded === total && total > 1e6)).toBe(
      true,
    );
  }, 60_000);

  test('is used offline afterwards, with the vectors of the original', async () => {
    asked = [];
    await using service = await openService(configOf({ RAG_PACK: 'test/fixtures/packs/small' }), {
      root: ROOT,
      version: 'test',
    });
    await service.ready();
    const options = { kind: 'query', lane: 'query', truncate: false } as const;
    const [mine] = await service.embedder.embed(['A quiet evening'], options);
    await using original = await openService(
      configOf({ RAG_MODEL: 'english', RAG_PACK: 'test/fixtures/packs/small' }),
      { root: ROOT, version: 'test' },
    );
    await original.ready();
    const [theirs] = await original.embedder.embed(['A quiet evening'], options);
    const cosine = mine?.vector.reduce((sum, value, place) => sum + value * (theirs?.vector[place] ?? 0), 0) ?? 0;
    expect(cosine).toBeGreaterThan(0.999);
    expect(asked).toEqual([]);
  }, 60_000);

  test('is refused when a file changed since the download', async () => {
    await appendFile(path.join(dataDir, 'models', ID, 'config.json'), ' ');
    expect(await codeOf(findModel(configOf({ RAG_ALLOW_DOWNLOAD: '1' }), { root: ROOT }))).toBe('bad_config');
  });
});
