// The doctor's checks of the data folder, models, the pack and Redis, well and not.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { examine } from '../../../src/cli/doctor/finding.ts';
import { checkModels } from '../../../src/cli/doctor/models.ts';
import { checkPackIndex } from '../../../src/cli/doctor/pack.ts';
import { checkStorage } from '../../../src/cli/doctor/storage.ts';
import { checkStore } from '../../../src/cli/doctor/store.ts';
import { createContext } from '../../fixtures/cli-context.ts';
import { sceneOf } from '../../fixtures/doctor-scene.ts';
import { fixtureFolder } from '../../fixtures/packs.ts';
import { freePort } from '../../fixtures/redis-server.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'quintet-doctor-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the data folder', () => {
  test('is well when it can be made, and is not made', async () => {
    const wanted = path.join(folder, 'not', 'yet');
    const [finding] = await checkStorage(sceneOf({ RAG_DATA_DIR: wanted }));
    expect(finding?.status).toBe('ok');
    expect(await Bun.file(wanted).exists()).toBe(false);
  });

  test('fails when a file stands there', async () => {
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    const [finding] = await checkStorage(sceneOf({ RAG_DATA_DIR: file }));
    expect(finding).toMatchObject({ status: 'fail', advice: 'set RAG_DATA_DIR' });
  });

  // Root may write everywhere.
  test.skipIf(process.getuid?.() === 0)('warns when it cannot be written', async () => {
    const locked = path.join(folder, 'locked');
    await mkdir(locked);
    await chmod(locked, 0o500);
    const [finding] = await checkStorage(sceneOf({ RAG_DATA_DIR: locked }));
    expect(finding).toMatchObject({ status: 'warn', found: expect.stringContaining('cannot be written') });
  });
});

describe('models', () => {
  const makeRoot = async (name: string, content: string) => {
    const root = path.join(folder, name);
    const model = path.join(root, 'models', 'tiny');
    await mkdir(model, { recursive: true });
    const sum = new Bun.CryptoHasher('sha256').update('weights').digest('hex');
    await writeFile(
      path.join(model, 'SOURCE.md'),
      `# Tiny\n\n| file | bytes | sha256 |\n|---|---|---|\n| w.onnx | 7 | ${sum} |\n`,
    );
    await writeFile(path.join(model, 'w.onnx'), content);
    return createContext({ root });
  };

  test('are well when every file is as its checksum says', async () => {
    const [finding] = await checkModels({ context: await makeRoot('whole', 'weights') });
    expect(finding).toEqual({ check: 'models', status: 'ok', found: 'tiny: 1 files as their checksums say' });
  });

  test('fail naming the file that differs', async () => {
    const [finding] = await checkModels({ context: await makeRoot('changed', 'weighty') });
    expect(finding).toMatchObject({ status: 'fail', found: 'tiny: w.onnx differs' });
  });

  test('fail naming the file that is missing', async () => {
    const context = await makeRoot('missing', '');
    await rm(path.join(context.root, 'models', 'tiny', 'w.onnx'));
    const [finding] = await checkModels({ context });
    expect(finding).toMatchObject({ status: 'fail', found: 'tiny: w.onnx is missing' });
  });
});

describe('the pack', () => {
  test('is warned of where it has no index', async () => {
    const pack = path.join(folder, 'pack');
    await cp(fixtureFolder('small'), pack, { recursive: true });
    await rm(path.join(pack, 'index'), { recursive: true, force: true });
    const [finding] = await checkPackIndex(sceneOf({ RAG_PACK: pack }), undefined);
    expect(finding).toMatchObject({ status: 'warn', found: `"${pack}" has no index` });
  });

  test('is warned of where its index is older than its content', async () => {
    const pack = path.join(folder, 'stale');
    await cp(fixtureFolder('small'), pack, { recursive: true });
    await mkdir(path.join(pack, 'index'), { recursive: true });
    const manifest = { format: 1, name: 'small', version: '1', contentHash: 'old', index: 'x' };
    await writeFile(path.join(pack, 'index', 'manifest.json'), JSON.stringify(manifest));
    const [finding] = await checkPackIndex(sceneOf({ RAG_PACK: pack }), undefined);
    expect(finding).toMatchObject({ status: 'warn', found: expect.stringContaining('older than its content') });
    expect(finding?.advice).toContain('quintet pack build');
  });
});

describe('redis', () => {
  test('is well when none is configured', async () => {
    expect((await checkStore(sceneOf()))[0]?.status).toBe('ok');
  });

  test('is warned of within its second, without address or password', async () => {
    const url = `redis://me:hunter2@127.0.0.1:${freePort()}`;
    const [finding] = await checkStore(sceneOf({ REDIS_URL: url }));
    expect(finding).toMatchObject({ status: 'warn', found: 'The redis cache failed: ECONNREFUSED' });
    expect(JSON.stringify(finding)).not.toContain('hunter2');
  }, 3000);

  test('refuses a secret that the service would refuse', async () => {
    const [finding] = await examine('redis', () => checkStore(sceneOf({ RAG_CACHE_KEY: 'short' })));
    expect(finding).toMatchObject({ status: 'fail', found: expect.stringContaining('RAG_CACHE_KEY') });
  });
});
