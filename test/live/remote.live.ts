// One Quintet on another one's embeddings: identity checked at start, the prefetch unchanged, faults of the other server.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import path from 'node:path';
import { readConfig } from '../../src/config.ts';
import { SAMPLE_CHARTS } from '../../src/destiny/samples.ts';
import { openService, type Service } from '../../src/service.ts';
import { codeOf } from '../fixtures/settled.ts';

const ROOT = path.join(import.meta.dir, '../..');
const MACHINE = { cores: 2, memoryBytes: 2 ** 33 };
const KEY = 'remote-test-key';

let upstream: Service;
let server: Bun.Server<undefined>;
let calls = 0;
/** How the line between the two misbehaves. */
let fault: 'none' | 'refuse' | 'hang' | 'garbage' = 'none';

function open(environment: Record<string, string>): Promise<Service> {
  const config = readConfig({ RAG_LOG_LEVEL: 'silent', RAG_EXECUTOR_WORKERS: '1', ...environment }, MACHINE);
  return openService(config, { root: ROOT, version: 'test' });
}

beforeAll(async () => {
  upstream = await open({ RAG_API_KEY: KEY, RAG_MODEL: 'multilingual' });
  await upstream.ready();
  server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 60,
    fetch(request) {
      if (request.method === 'POST') calls += 1;
      if (fault === 'refuse') return new Response('{"error":"sick"}', { status: 503 });
      if (fault === 'hang') return new Promise<Response>(() => undefined);
      if (fault === 'garbage') return new Response('<html>');
      return upstream.fetch(request);
    },
  });
}, 120_000);
afterAll(async () => {
  await server.stop(true);
  await upstream[Symbol.asyncDispose]();
});

async function prefetch(service: Service, body: object) {
  const response = await service.fetch(
    new Request('http://localhost/v1/prefetch', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
  const answer: {
    degraded: boolean;
    model: string;
    sources: Record<string, { status: string; items: { id: string }[] }>;
  } = await response.json();
  return { status: response.status, answer };
}

const QUESTION = {
  ...SAMPLE_CHARTS.en,
  locale: 'en',
  theme: 'family',
  question: 'How do I forgive my brother?',
  deadline_ms: 20_000,
};

describe('a service with RAG_EMBEDDINGS_URL', () => {
  test('takes over the other model and answers as the other one does', async () => {
    await using service = await open({ RAG_EMBEDDINGS_URL: server.url.origin, RAG_EMBEDDINGS_KEY: KEY });
    await service.ready();
    await service.vectors;
    expect(service.embedder.descriptor.id).toBe(upstream.embedder.descriptor.id);
    expect(service.embedder.descriptor.dimension).toBe(384);
    const before = calls;
    const [mine, theirs] = [await prefetch(service, QUESTION), await prefetchWithKey()];
    expect(mine.answer.degraded).toBe(false);
    expect(idsOf(mine.answer)).toEqual(idsOf(theirs));
    expect(calls).toBe(before + 1);
  }, 60_000);

  test('answers without vectors while the other server is sick, hangs or lies, and recovers', async () => {
    await using service = await open({ RAG_EMBEDDINGS_URL: server.url.origin, RAG_EMBEDDINGS_KEY: KEY });
    await service.vectors;
    for (const kind of ['refuse', 'garbage', 'hang'] as const) {
      fault = kind;
      const { status, answer } = await prefetch(service, {
        ...QUESTION,
        question: `What about ${kind}?`,
        deadline_ms: 1500,
        cache: 'bypass',
      });
      fault = 'none';
      expect(status).toBe(200);
      expect(answer.sources.corpus?.status).toBe('partial');
      expect(answer.sources.corpus?.items.length).toBeGreaterThan(0);
    }
    const { answer } = await prefetch(service, { ...QUESTION, question: 'And afterwards?', cache: 'bypass' });
    expect(answer.degraded).toBe(false);
  }, 60_000);

  test('is refused at start where the key is wrong, the model is another one, or nobody is there', async () => {
    expect(
      await codeOf(
        open({ RAG_EMBEDDINGS_URL: server.url.origin, RAG_EMBEDDINGS_KEY: KEY, RAG_EMBEDDINGS_MODEL: 'other' }),
      ),
    ).toBe('bad_config');
    expect(await codeOf(open({ RAG_EMBEDDINGS_URL: 'http://127.0.0.1:1' }))).toBe('unavailable');
    expect(await codeOf(open({ RAG_EMBEDDINGS_URL: server.url.origin, RAG_EMBEDDINGS_KEY: 'wrong' }))).toBe(
      'bad_config',
    );
  }, 60_000);
});

async function prefetchWithKey() {
  const response = await upstream.fetch(
    new Request('http://localhost/v1/prefetch', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify(QUESTION),
    }),
  );
  return response.json();
}

function idsOf(answer: { sources: Record<string, { items: { id: string }[] }> }): string[] {
  return Object.values(answer.sources).flatMap(({ items }) => items.map(({ id }) => id));
}
