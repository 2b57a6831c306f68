import { describe, expect, test } from 'bun:test';
import { prefetchBody } from '../../src/destiny/prefetch-schema.ts';
import { serveFake } from '../fixtures/http.ts';

async function readDocument() {
  const response = await serveFake({ apiKeys: ['secret'] }).app.request('/openapi.json');
  return { status: response.status, document: await response.json() };
}

const PAGES: ReadonlySet<string> = new Set(['/openapi.json', '/dashboard', '/docs']);

describe('the OpenAPI document', () => {
  test('is there without a key, in version 3.1, with title, version, server and key scheme', async () => {
    const { status, document } = await readDocument();
    expect(status).toBe(200);
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Quintet', version: '9.9.9' },
      servers: [{ url: '/' }],
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    });
  });

  test('holds every route but itself and the pages', async () => {
    const { app } = serveFake();
    const { document } = await readDocument();
    const routes = app.routes.filter(({ method, path }) => method !== 'ALL' && !PAGES.has(path));
    const served = new Set(routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`));
    const described = Object.entries<object>(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual([...served].sort());
  });

  test('asks for no key where none is needed', async () => {
    const { document } = await readDocument();
    expect(document.paths['/health/live'].get.security).toEqual([]);
    expect(document.paths['/v1/prefetch'].post.security).toBeUndefined();
  });

  test('shows prefetches that the schema takes', async () => {
    const { document } = await readDocument();
    const { examples } = document.paths['/v1/prefetch'].post.requestBody.content['application/json'];
    expect(Object.keys(examples)).toEqual(['korean', 'english', 'chart_only']);
    for (const { value } of Object.values<{ value: unknown }>(examples))
      expect(prefetchBody.safeParse(value).success).toBe(true);
  });
});
