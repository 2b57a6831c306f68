import { describe, expect, test } from 'bun:test';
import { ServiceError } from '../../src/kernel/errors.ts';
import { createFakeEmbedder, post, serveFake } from '../fixtures/http.ts';

const LONG = 'one two three four five six seven';

async function embed(body: unknown, served = serveFake()) {
  const response = await served.app.request('/v1/embeddings', post(body));
  return { ...served, response, json: await response.json() };
}

describe('POST /v1/embeddings', () => {
  test('answers one vector per input in their order, with the tokens of all', async () => {
    const { response, json } = await embed({ input: ['one', 'one two'], model: 'fake-e5', user: 'someone' });
    expect(response.status).toBe(200);
    expect(json).toEqual({
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: [0, 1, 0] },
        { object: 'embedding', index: 1, embedding: [0, 2, 0] },
      ],
      model: 'fake-e5',
      usage: { prompt_tokens: 9, total_tokens: 9 },
    });
  });

  test('gives little-endian float32 as base64 when it is asked for', async () => {
    const { json } = await embed({ input: 'one two', encoding_format: 'base64' });
    const bytes = Buffer.from(json.data[0].embedding, 'base64');
    expect([0, 4, 8].map((at) => bytes.readFloatLE(at))).toEqual([1, 2, 0]);
  });

  test('takes a bare text for a query and a list for passages unless input_type says otherwise', async () => {
    const kinds = [
      { input: 'x' },
      { input: ['x'] },
      { input: 'x', input_type: 'passage' },
      { input: 'x', input_type: 'document' },
      { input: ['x'], input_type: 'query' },
    ].map(async (body) => (await embed(body)).embedder.calls[0]?.options.kind);
    expect(await Promise.all(kinds)).toEqual(['query', 'passage', 'passage', 'passage', 'query']);
  });

  test('lets a text keep the prompt that it carries already', async () => {
    const { embedder, json } = await embed({ input: ['query: one', 'two three', 'passage: four'] });
    expect(embedder.calls.map(({ texts, options }) => [options.kind, texts])).toEqual([
      ['query', ['one']],
      ['passage', ['two three', 'four']],
    ]);
    expect(json.data.map((entry: { embedding: number[] }) => entry.embedding)).toEqual([
      [1, 1, 0],
      [0, 2, 0],
      [0, 1, 0],
    ]);
  });

  test('keeps a prompt as text when the kind is given', async () => {
    const { embedder } = await embed({ input: 'query: one', input_type: 'passage' });
    expect(embedder.calls[0]?.texts).toEqual(['query: one']);
  });

  test('waits in the query lane for one text and in the bulk lane for more', async () => {
    expect((await embed({ input: ['x'] })).embedder.calls[0]?.options.lane).toBe('query');
    expect((await embed({ input: ['x', 'y'] })).embedder.calls[0]?.options.lane).toBe('bulk');
  });

  test('accepts the native dimensions and refuses any other', async () => {
    expect((await embed({ input: 'x', dimensions: 3 })).response.status).toBe(200);
    for (const dimensions of [2, 4, 1e9]) {
      const { response, json } = await embed({ input: 'x', dimensions });
      expect([response.status, json.error.param]).toEqual([400, '/dimensions']);
    }
  });

  test('refuses an empty text, an empty list and a list with an empty text before anything is embedded', async () => {
    for (const [input, param] of [
      ['', '/input'],
      [' \n', '/input'],
      [[], '/input'],
      [['x', ''], '/input/1'],
    ]) {
      const { response, json, embedder } = await embed({ input });
      expect([response.status, json.error.type, json.error.param]).toEqual([
        400,
        'invalid_request_error',
        String(param),
      ]);
      expect(embedder.calls).toEqual([]);
    }
  });

  test('refuses token ids and names the setting that ends them', async () => {
    for (const input of [
      [1, 2],
      [[1, 2], [3]],
    ]) {
      const { response, json } = await embed({ input });
      expect(response.status).toBe(400);
      expect(json.error.message).toContain('check_embedding_ctx_length=False');
    }
  });

  test('takes 2,048 inputs and answers 413 for one more', async () => {
    expect((await embed({ input: Array(2048).fill('x') })).json.data).toHaveLength(2048);
    const { response, json } = await embed({ input: Array(2049).fill('x') });
    expect([response.status, json.error.code, json.error.param]).toEqual([413, 'request_too_large', '/input']);
  });

  test('refuses a text that is too long with its count and the limit', async () => {
    const { response, json } = await embed({ input: LONG });
    expect([response.status, json.error.code]).toEqual([400, 'context_length_exceeded']);
    expect(json.error.message).toContain('10 tokens');
    expect(json.error.message).toContain('8');
  });

  test('cuts a text that is too long when it is asked to, and says so', async () => {
    const { response, json } = await embed({ input: [LONG, 'one'], truncate: true });
    expect([response.status, response.headers.get('x-truncated-inputs')]).toEqual([200, '1']);
    expect(json.usage.prompt_tokens).toBe(12);
  });

  test('answers 404 for a model that is not served', async () => {
    const { response, json } = await embed({ input: 'x', model: 'text-embedding-3-small' });
    expect([response.status, json.error.code]).toEqual([404, 'model_not_found']);
  });

  test('tells a fault of the embedder by its code, and when to come back', async () => {
    for (const [fault, status, type] of [
      [new ServiceError('overloaded', 'Full', { retryAfterMs: 1500 }), 429, 'overloaded_error'],
      [new ServiceError('unavailable', 'Starting', { retryAfterMs: 10 }), 503, 'server_error'],
      [new ServiceError('worker_error', 'Died'), 502, 'server_error'],
      [new ServiceError('timeout', 'Late'), 504, 'timeout_error'],
    ] as const) {
      const { response, json } = await embed({ input: 'x' }, serveFake({ embedder: createFakeEmbedder({ fault }) }));
      expect([response.status, json.error.type]).toEqual([status, type]);
      const seconds = fault.retryAfterMs === undefined ? null : String(Math.ceil(fault.retryAfterMs / 1000));
      expect(response.headers.get('retry-after')).toBe(seconds);
    }
  });

  test('answers under /embeddings too, with the stages as Server-Timing', async () => {
    const response = await serveFake().app.request('/embeddings', post({ input: 'x' }));
    expect(response.status).toBe(200);
    expect(response.headers.get('server-timing')).toMatch(/tokenize;dur=.*queue;dur=2.*inference;dur=5.*total/);
  });
});

describe('GET /v1/models', () => {
  test('lists the one model under both paths', async () => {
    const model = { id: 'fake-e5', object: 'model', created: 0, owned_by: 'tests' };
    for (const path of ['/v1/models', '/models']) {
      const { app } = serveFake();
      expect(await (await app.request(path)).json()).toEqual({ object: 'list', data: [model] });
      expect(await (await app.request(`${path}/fake-e5`)).json()).toEqual(model);
    }
  });

  test('answers 404 for another id', async () => {
    const response = await serveFake().app.request('/v1/models/gpt-9');
    expect([response.status, (await response.json()).error.code]).toEqual([404, 'model_not_found']);
  });
});
