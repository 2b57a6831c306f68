import { describe, expect, test } from 'bun:test';
import { ServiceError } from '../../src/kernel/errors.ts';
import { createFakeEmbedder, post, serveFake } from '../fixtures/http.ts';

async function ask(path: string, body: unknown, served = serveFake()) {
  const response = await served.app.request(path, post(body));
  return { ...served, response, json: await response.json() };
}

describe("Ollama's dialect", () => {
  test('embeds texts with counts, and durations in nanoseconds', async () => {
    const { json } = await ask('/api/embed', { model: 'fake-e5', input: ['one', 'one two'] });
    expect(json).toMatchObject({
      model: 'fake-e5',
      embeddings: [
        [0, 1, 0],
        [0, 2, 0],
      ],
      load_duration: 0,
      prompt_eval_count: 9,
    });
    expect(Number.isInteger(json.total_duration)).toBe(true);
    expect(json.total_duration).toBeGreaterThan(1000);
  });

  test('embeds one prompt in the older form', async () => {
    expect((await ask('/api/embeddings', { model: 'fake-e5:latest', prompt: 'one' })).json).toEqual({
      embedding: [1, 1, 0],
    });
  });

  test('cuts by default and says so, and refuses when it may not', async () => {
    const input = 'one two three four five six seven';
    const cut = await ask('/api/embed', { model: 'fake-e5', input });
    expect([cut.response.status, cut.response.headers.get('x-truncated-inputs')]).toEqual([200, '1']);
    const refused = await ask('/api/embed', { model: 'fake-e5', input, truncate: false });
    expect([refused.response.status, Object.keys(refused.json)]).toEqual([400, ['error']]);
  });

  test('lists, shows and versions the model', async () => {
    const { app } = serveFake();
    const { models } = await (await app.request('/api/tags')).json();
    expect(models).toHaveLength(1);
    expect(models[0]).toMatchObject({ name: 'fake-e5', digest: '0123abcd', details: { quantization_level: 'Q8' } });
    expect(await (await app.request('/api/version')).json()).toEqual({ version: '9.9.9' });
    const { json } = await ask('/api/show', { model: 'fake-e5' });
    expect(json).toMatchObject({ capabilities: ['embedding'], model_info: { 'bert.embedding_length': 3 } });
  });

  test('tells every fault as a bare error, whatever it is', async () => {
    const full = createFakeEmbedder({ fault: new ServiceError('overloaded', 'Full', { retryAfterMs: 1 }) });
    const answers = [
      [await ask('/api/embed', { model: 'other', input: 'x' }), 404],
      [await ask('/api/embed', { model: 'fake-e5', input: '' }), 400],
      [await ask('/api/embed', '{'), 400],
      [await ask('/api/embed', { input: 'x' }), 400],
      [await ask('/api/embed', { model: 'fake-e5', input: 'x' }, serveFake({ embedder: full })), 429],
      [await ask('/api/generate', {}), 404],
    ] as const;
    for (const [{ response, json }, status] of answers) {
      expect(response.status).toBe(status);
      expect(json).toEqual({ error: expect.any(String) });
    }
  });
});
