import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileRuntime, loadEngineAssets } from '../../src/embedding/engine-assets.ts';
import { openModel } from '../../src/embedding/model.ts';
import { toServiceError } from '../../src/kernel/errors.ts';
import { codeOf } from '../fixtures/settled.ts';

const modelsDir = join(import.meta.dir, '../../models');
let folder = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quintet-model-'));
  await mkdir(join(folder, 'onnx'));
  await put('config.json', { model_type: 'bert', hidden_size: 8, max_position_embeddings: 128 });
  await put('tokenizer_config.json', { model_max_length: 1e30 });
  await put('tokenizer.json', {});
  await put('onnx/model_quantized.onnx', {});
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(file: string, content: unknown): Promise<void> {
  return writeFile(join(folder, file), JSON.stringify(content));
}

function open() {
  return openModel(folder, { modelsDir });
}

describe('a model folder', () => {
  test('describes the embedded models with their prompts and limits', async () => {
    expect(await openModel('multilingual', { modelsDir })).toMatchObject({
      id: 'multilingual-e5-small-ko-en',
      dimension: 384,
      maxTokens: 512,
      pooling: 'mean',
      normalize: true,
      prompts: { query: 'query: ', passage: 'passage: ' },
      dtype: 'q8',
      files: { wordTable: { rows: 68_498, rowsOffset: 22_278_144 } },
    });
    const english = await openModel('english', { modelsDir });
    expect(english).toMatchObject({ maxTokens: 256, prompts: { query: '', passage: '' } });
    expect(english.revision).toMatch(/^[0-9a-f]{16}$/);
  });

  test('gives sensible defaults when a folder says little', async () => {
    expect(await open()).toMatchObject({
      dimension: 8,
      maxTokens: 128,
      pooling: 'mean',
      dtype: 'q8',
      ownedBy: 'local',
    });
  });

  test('takes what quintet.json says', async () => {
    await put('quintet.json', {
      id: 'mine',
      pooling: 'cls',
      normalize: false,
      maxTokens: 64,
      prompts: { query: 'q: ', passage: '' },
    });
    expect(await open()).toMatchObject({
      id: 'mine',
      pooling: 'cls',
      normalize: false,
      maxTokens: 64,
      prompts: { query: 'q: ' },
    });
  });

  test('has another revision when a weight changes', async () => {
    await put('onnx/model_quantized.onnx_data', [1]);
    const before = await open();
    await put('onnx/model_quantized.onnx_data', [2]);
    expect((await open()).revision).not.toBe(before.revision);
  });

  test('is refused with its name when it does not exist', async () => {
    const error = await openModel('klingon', { modelsDir }).catch(toServiceError);
    expect(error).toMatchObject({ code: 'bad_config' });
    expect(String(error)).toContain('"klingon"');
  });

  for (const file of ['config.json', 'tokenizer_config.json', 'tokenizer.json', 'onnx/model_quantized.onnx'])
    test(`is refused when ${file} is missing`, async () => {
      rmSync(join(folder, file));
      expect(await codeOf(open())).toBe('bad_config');
    });

  test('is refused with the file and the field when config.json lacks a size', async () => {
    await put('config.json', { model_type: 'bert' });
    const error = await open().catch(toServiceError);
    expect(String(error)).toContain('config.json');
    expect(String(error)).toContain('hidden_size');
  });

  test('is refused when a file is not JSON', async () => {
    await writeFile(join(folder, 'tokenizer_config.json'), '{"model_max');
    expect(await codeOf(open())).toBe('bad_config');
  });

  test('is refused when quintet.json has an unknown setting', async () => {
    await put('quintet.json', { poling: 'cls' });
    expect(await codeOf(open())).toBe('bad_config');
  });

  test('is refused when the weights end before the word table does', async () => {
    await put('embeddings.json', { data: 'onnx/w', rows: 10, dim: 8, q: { offset: 0 }, scale: { offset: 80 } });
    await put('onnx/encoder_quantized.onnx', {});
    await put('onnx/w', []);
    expect(await codeOf(open())).toBe('bad_config');
    await truncate(join(folder, 'onnx/w'), 120);
    expect((await open()).files.wordTable).toEqual({ rows: 10, dimension: 8, rowsOffset: 0, scalesOffset: 80 });
  });
});

describe('engine assets', () => {
  test('hold the weights in shared memory, and what the engine needs as plain data', async () => {
    await put('onnx/model_quantized.onnx_data', [1, 2, 3]);
    const assets = await loadEngineAssets(await open());
    expect(assets.weights?.byteLength).toBe(7);
    expect(assets.model).toMatchObject({
      dimension: 8,
      weightsName: 'model_quantized.onnx_data',
      config: { model_type: 'bert' },
    });
    expect(structuredClone(assets.model)).toEqual(assets.model);
  });

  test('are refused when a file has gone meanwhile, or the runtime is no wasm', async () => {
    const model = await open();
    expect(await codeOf(loadEngineAssets(model, { module: compileRuntime(join(folder, 'nothing.wasm')) }))).toBe(
      'bad_config',
    );
    expect(await codeOf(loadEngineAssets(model, { module: compileRuntime(model.files.config) }))).toBe('bad_config');
    rmSync(join(folder, 'onnx/model_quantized.onnx'));
    expect(await codeOf(loadEngineAssets(model))).toBe('bad_config');
  });
});
