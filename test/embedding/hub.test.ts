import { afterAll, describe, expect, test } from 'bun:test';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type HubOptions, isHubId, openHubModel } from '../../src/embedding/hub.ts';

const dir = await mkdtemp(path.join(tmpdir(), 'quintet-hub-'));
afterAll(() => rm(dir, { recursive: true }));

function hub(name: string, options: Partial<HubOptions> = {}): HubOptions & { fetched: string[] } {
  const fetched: string[] = [];
  const own = path.join(dir, name);
  return {
    dir: own,
    isAllowed: true,
    fetched,
    async download(id) {
      fetched.push(id);
      await mkdir(path.join(own, id, 'onnx'), { recursive: true });
      await writeFile(path.join(own, id, 'config.json'), '{}');
      await writeFile(path.join(own, id, 'onnx', 'model.onnx'), 'weights');
    },
    ...options,
  };
}

describe('isHubId', () => {
  test('takes an owner and a name', () => {
    expect(['intfloat/multilingual-e5-small', 'Xenova/all-MiniLM-L6-v2', 'a_b/c.d'].map(isHubId)).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('refuses what would lead out of the folder of that model', () => {
    expect(
      ['owner/..', 'owner/.', '../owner', './owner', '.hidden/name', 'a/b/c', '/a', 'a'].map(isHubId),
    ).not.toContain(true);
  });

  test('refuses a folder that is there', () => {
    expect(isHubId('src/kernel')).toBe(false);
  });
});

describe('openHubModel', () => {
  test('fetches once and finds the model on disk afterwards', async () => {
    const options = hub('once');
    const folder = await openHubModel('owner/name', options);
    expect(await openHubModel('owner/name', { ...options, isAllowed: false })).toBe(folder);
    expect(options.fetched).toEqual(['owner/name']);
    expect(Object.keys(JSON.parse(await readFile(path.join(folder, 'quintet-checksums.json'), 'utf8')))).toEqual([
      'config.json',
      'onnx/model.onnx',
    ]);
  });

  test('fetches nothing where that is not allowed', async () => {
    const options = hub('forbidden', { isAllowed: false });
    await expect(openHubModel('owner/name', options)).rejects.toMatchObject({ code: 'bad_config' });
    expect(options.fetched).toEqual([]);
  });

  test('refuses files that changed since the download, naming them', async () => {
    const options = hub('changed');
    const folder = await openHubModel('owner/name', options);
    await writeFile(path.join(folder, 'onnx', 'model.onnx'), 'other weights');
    await expect(openHubModel('owner/name', options)).rejects.toThrow('onnx/model.onnx');
  });

  test('refuses a torn list of checksums as bad_config', async () => {
    const options = hub('torn');
    const folder = await openHubModel('owner/name', options);
    await writeFile(path.join(folder, 'quintet-checksums.json'), '{"config.json": "ab');
    await expect(openHubModel('owner/name', options)).rejects.toMatchObject({ code: 'bad_config' });
  });

  test('fetches anew what was cut off before its checksums were written', async () => {
    const options = hub('cut');
    const folder = await openHubModel('owner/name', options);
    await rm(path.join(folder, 'quintet-checksums.json'));
    await openHubModel('owner/name', options);
    expect(options.fetched).toHaveLength(2);
  });
});
