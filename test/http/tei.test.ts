import { describe, expect, test } from 'bun:test';
import { ServiceError } from '../../src/kernel/errors.ts';
import { createFakeEmbedder, post, serveFake } from '../fixtures/http.ts';

const LONG = 'one two three four five six seven';

async function ask(path: string, body: unknown, served = serveFake()) {
  const response = await served.app.request(path, post(body));
  return { ...served, response, json: await response.json() };
}

describe('POST /embed', () => {
  test('answers bare vectors in the order of the inputs', async () => {
    expect((await ask('/embed', { inputs: ['one', 'one two'] })).json).toEqual([
      [0, 1, 0],
      [0, 2, 0],
    ]);
    expect((await ask('/embed', { inputs: 'one' })).json).toEqual([[1, 1, 0]]);
  });

  test('tells characters, tokens and the times that travel with the results', async () => {
    const { response } = await ask('/embed', { inputs: ['one', 'one two'] });
    const headers = Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('x-')));
    expect(headers).toMatchObject({
      'x-compute-characters': '10',
      'x-compute-tokens': '9',
      'x-queue-time': '2',
      'x-inference-time': '5',
    });
    for (const name of ['x-total-time', 'x-tokenization-time']) expect(headers[name]).toMatch(/^\d+$/);
  });

  test('cuts what is too long by default and says how many texts were cut', async () => {
    const { response, json } = await ask('/embed', { inputs: [LONG, 'short', LONG] });
    expect(json).toHaveLength(3);
    expect(response.headers.get('x-truncated-inputs')).toBe('2');
    expect(response.headers.get('x-compute-tokens')).toBe('20');
    expect((await ask('/embed', { inputs: 'short' })).response.headers.has('x-truncated-inputs')).toBe(false);
  });

  test('keeps the end of a text when it is cut at the left, and says so', async () => {
    const { embedder, response } = await ask('/embed', { inputs: [LONG, 'a b'], truncation_direction: 'Left' });
    expect(embedder.calls[0]?.texts.map((text) => text.trim())).toEqual(['three four five six seven', 'a b']);
    expect(response.headers.get('x-truncated-inputs')).toBe('1');
  });

  test('refuses what is too long when it may not cut, with count and limit', async () => {
    const { response, json } = await ask('/embed', { inputs: LONG, truncate: false });
    expect([response.status, json.error_type]).toEqual([422, 'Validation']);
    expect(json.error).toContain('10 tokens');
  });

  test('gives the prompt that is named', async () => {
    const { embedder } = await ask('/embed', { inputs: ['x'], prompt_name: 'query' });
    expect(embedder.calls[0]?.options.kind).toBe('query');
    expect((await ask('/embed', { inputs: ['x'], prompt_name: 'other' })).response.status).toBe(422);
  });

  test('normalises a copy of what the model does not, and refuses to undo what it does', async () => {
    const embedder = createFakeEmbedder({ descriptor: { normalize: false } });
    expect((await ask('/embed', { inputs: ['a b'] }, serveFake({ embedder }))).json).toEqual([[0, 1, 0]]);
    expect((await ask('/embed', { inputs: ['a b'], normalize: false }, serveFake({ embedder }))).json).toEqual([
      [0, 2, 0],
    ]);
    expect((await ask('/embed', { inputs: ['a b'], normalize: false })).response.status).toBe(422);
  });

  test('calls an empty input Empty and everything else that is wrong Validation', async () => {
    for (const inputs of ['', [], ['x', ' ']]) {
      const { response, json } = await ask('/embed', { inputs });
      expect([response.status, json.error_type]).toEqual([400, 'Empty']);
    }
    for (const body of ['{', { inputs: 7 }, {}, { inputs: 'x', dimensions: 7 }, { inputs: [1, 2] }]) {
      const { response, json } = await ask('/embed', body);
      expect([response.status, json.error_type]).toEqual([422, 'Validation']);
    }
    const { response, json } = await ask('/embed', { inputs: Array(2049).fill('x') });
    expect([response.status, json.error_type]).toEqual([413, 'Validation']);
  });

  test('calls faults behind it Overloaded, Unhealthy and Backend', async () => {
    for (const [code, status, type] of [
      ['overloaded', 429, 'Overloaded'],
      ['unavailable', 503, 'Unhealthy'],
      ['worker_error', 424, 'Backend'],
      ['internal', 500, 'Backend'],
    ] as const) {
      const embedder = createFakeEmbedder({ fault: new ServiceError(code, 'Secret detail', { retryAfterMs: 100 }) });
      const { response, json } = await ask('/embed', { inputs: 'x' }, serveFake({ embedder }));
      expect([response.status, json.error_type, response.headers.get('retry-after')]).toEqual([status, type, '1']);
      expect(json.error.includes('Secret')).toBe(status !== 500);
    }
  });
});

describe('POST /similarity', () => {
  test('answers one cosine per sentence, all under the same prompt', async () => {
    const inputs = { source_sentence: 'one', sentences: ['one', 'one two'] };
    const { json, embedder, response } = await ask('/similarity', { inputs, parameters: { truncate: true } });
    expect(json).toEqual([2, 3]);
    expect(embedder.calls.map(({ options }) => options.kind)).toEqual(['query']);
    expect(response.headers.get('x-compute-tokens')).toBe('13');
  });

  test('refuses empty sentences', async () => {
    for (const inputs of [
      { source_sentence: '', sentences: ['x'] },
      { source_sentence: 'x', sentences: [] },
      { source_sentence: 'x', sentences: [''] },
    ])
      expect((await ask('/similarity', { inputs })).json.error_type).toBe('Empty');
  });
});

describe('POST /tokenize', () => {
  test('gives the ids with the end tokens marked, and without them when they are not wanted', async () => {
    const { json, embedder } = await ask('/tokenize', { inputs: ['one', 'one two'] });
    expect(json.map((tokens: unknown[]) => tokens.length)).toEqual([4, 5]);
    expect(json[0].map((token: { special: boolean }) => token.special)).toEqual([true, false, false, true]);
    expect(embedder.calls).toEqual([]);
    expect((await ask('/tokenize', { inputs: 'one', add_special_tokens: false })).json[0]).toHaveLength(2);
  });

  test('says when it cut', async () => {
    const { response, json } = await ask('/tokenize', { inputs: LONG });
    expect([json[0].length, response.headers.get('x-truncated-inputs')]).toEqual([8, '1']);
  });
});

describe('GET /info', () => {
  test('tells model, limits, pooling, version and the device that was chosen', async () => {
    expect(await (await serveFake().app.request('/info')).json()).toMatchObject({
      model_id: 'fake-e5',
      model_sha: '0123abcd',
      model_dtype: 'q8',
      model_type: { embedding: { pooling: 'mean' } },
      max_input_length: 8,
      max_client_batch_size: 2048,
      auto_truncate: true,
      version: '9.9.9',
      device: 'wasm',
    });
  });
});
