import { describe, expect, test } from 'bun:test';
import { createStillEmbedder, warmUp } from '../../src/composition/warm-up.ts';
import { dot } from '../../src/kernel/vector.ts';
import { createBagEmbedder } from '../fixtures/embedders.ts';

function rehearse(answer: (request: Request) => Response | Promise<Response>) {
  const faults: { where: string; error: unknown }[] = [];
  const requests: Request[] = [];
  const fetch = (request: Request) => {
    requests.push(request.clone());
    return answer(request);
  };
  const events = { fault: (fault: { where: string; error: unknown }) => void faults.push(fault) };
  const run = (apiKey?: string) => warmUp({ fetch }, { theme: 'career', apiKey, events });
  return { run, faults, requests };
}

describe('a warm-up', () => {
  test('sends one sample with a question in each language', async () => {
    const { run, requests, faults } = rehearse(() => new Response('{}'));
    await run();
    const bodies = (await Promise.all(requests.map((request) => request.json()))) as Record<string, unknown>[];
    expect(bodies.map(({ locale }) => locale).sort()).toEqual(['en', 'ko']);
    expect(bodies.every(({ theme, question }) => theme === 'career' && typeof question === 'string')).toBe(true);
    expect(requests.map((request) => request.headers.get('authorization'))).toEqual([null, null]);
    expect(faults).toEqual([]);
  });

  test('shows the key where one is asked for', async () => {
    const { run, requests } = rehearse(() => new Response('{}'));
    await run('secret');
    expect(requests.map((request) => request.headers.get('authorization'))).toEqual(['Bearer secret', 'Bearer secret']);
  });

  test('reports a fault and lets the start go on', async () => {
    const error = new Error('torn');
    const { run, faults } = rehearse(() => Promise.reject(error));
    await run();
    expect(faults).toEqual([{ where: 'warm_up', error }]);
  });
});

describe('a still embedder', () => {
  test('gives unit vectors of the model without its engine', async () => {
    const { embedder, asked } = createBagEmbedder();
    const tokenized = { ids: Int32Array.of(1, 2, 3), tokens: 3, isTruncated: false, limit: 8 };
    const still = createStillEmbedder({ identity: embedder.descriptor, tokenize: () => tokenized }, embedder);
    const [first, second] = await still.embed(['a', 'b'], { kind: 'query', lane: 'query', truncate: false });
    expect(first).toMatchObject({ tokens: 3, isTruncated: false, timings: { queueMs: 0, inferenceMs: 0 } });
    expect(first?.vector).toHaveLength(embedder.descriptor.dimension);
    expect(first && second && dot(first.vector, second.vector)).toBeCloseTo(1, 5);
    expect(asked).toEqual([]);
  });
});
