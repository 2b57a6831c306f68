import { describe, expect, test } from 'bun:test';
import { post, serveFake } from '../fixtures/http.ts';

/** One path of every dialect, and what a fault there looks like. */
const DIALECTS = [
  {
    path: '/v1/embeddings',
    shape: { error: { message: expect.any(String), type: expect.any(String), param: null, code: expect.any(String) } },
  },
  { path: '/embed', shape: { error: expect.any(String), error_type: 'Validation' } },
  { path: '/api/embed', shape: { error: expect.any(String) } },
  { path: '/counselor/init', shape: { status: 'error', message: expect.any(String) } },
];

for (const { path, shape } of DIALECTS)
  describe(`a fault on ${path}`, () => {
    test('is told in the words of its dialect when the method is wrong, with the right ones in Allow', async () => {
      const response = await serveFake().app.request(path, { method: 'PUT', body: '{' });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'OPTIONS, POST']);
      expect(await response.json()).toEqual(shape);
    });

    test('is told in the words of its dialect when the body is no JSON by its type', async () => {
      for (const headers of [
        { 'Content-Type': 'text/plain' },
        { 'Content-Type': 'application/x-www-form-urlencoded' },
      ]) {
        const response = await serveFake().app.request(path, post('{}', headers));
        expect(response.status).toBe(415);
        expect(await response.json()).toEqual(shape);
      }
    });

    test('is told in the words of its dialect when the body is broken', async () => {
      const response = await serveFake().app.request(path, post('{"input": '));
      expect(response.status).toBe(path === '/embed' ? 422 : 400);
      expect(await response.json()).toEqual(shape);
    });

    test('is told in the words of its dialect when the body is too large', async () => {
      const response = await serveFake({ maxBodyBytes: 100 }).app.request(path, post({ input: 'x'.repeat(200) }));
      expect(response.status).toBe(413);
      expect(await response.json()).toEqual(shape);
    });

    test('is told in the words of its dialect when the key is missing', async () => {
      const response = await serveFake({ apiKeys: ['secret'] }).app.request(path, post({}));
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await response.json()).toEqual(shape);
    });

    test('is told in the words of its dialect when there are too many requests', async () => {
      const response = await serveFake({ maxRequests: 0 }).app.request(path, post({}));
      expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
      const body = await response.json();
      expect(body).toEqual(path === '/embed' ? { ...shape, error_type: 'Overloaded' } : shape);
    });
  });

describe('a path', () => {
  test('is answered with 404 in our own envelope when nobody knows it, its body unread', async () => {
    const response = await serveFake().app.request('/v2/nothing', post('not json', { 'Content-Type': 'text/plain' }));
    expect(response.status).toBe(404);
    expect((await response.json()).error.code).toBe('not_found');
  });

  test('names every method that it has', async () => {
    const { app } = serveFake();
    const session = await app.request('/v1/sessions/abc', { method: 'PATCH' });
    expect([session.status, session.headers.get('allow')]).toEqual([405, 'DELETE, GET, HEAD, OPTIONS']);
    const health = await app.request('/health/live', { method: 'POST' });
    expect([health.status, health.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  test('answers HEAD as GET without a body', async () => {
    for (const path of ['/v1/models', '/health/ready', '/info', '/api/version', '/openapi.json']) {
      const response = await serveFake().app.request(path, { method: 'HEAD' });
      expect([response.status, await response.text()]).toEqual([200, '']);
    }
  });
});

describe('a request id', () => {
  test('comes back when it is safe and bounded', async () => {
    const response = await serveFake().app.request('/health/live', { headers: { 'X-Request-Id': 'trace_42-a=b' } });
    expect(response.headers.get('x-request-id')).toBe('trace_42-a=b');
  });

  test('is replaced when it is not, on faults too', async () => {
    for (const id of ['a b', '<script>', 'x'.repeat(256), 'é']) {
      const response = await serveFake().app.request('/nothing', { headers: { 'X-Request-Id': id } });
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('a page of another origin', () => {
  const preflight = {
    method: 'OPTIONS',
    headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' },
  };

  test('may send Authorization and Content-Type and read Server-Timing when its origin is allowed', async () => {
    for (const corsOrigins of [['https://app.example'], ['*']]) {
      const { app } = serveFake({ corsOrigins, apiKeys: ['secret'] });
      const response = await app.request('/v1/prefetch', preflight);
      expect(response.status).toBe(204);
      expect(response.headers.get('access-control-allow-origin')).toBe(corsOrigins[0] ?? '');
      expect(response.headers.get('access-control-allow-headers')).toBe('Authorization,Content-Type,X-Request-Id');
      const refused = await app.request('/v1/prefetch', post({}, { Origin: 'https://app.example' }));
      expect(refused.status).toBe(401);
      expect(refused.headers.get('access-control-allow-origin')).toBe(corsOrigins[0] ?? '');
      expect(refused.headers.get('access-control-expose-headers')).toContain('Server-Timing');
    }
  });

  test('gets no leave when its origin is not allowed', async () => {
    const response = await serveFake({ corsOrigins: ['https://other.example'] }).app.request('/v1/prefetch', preflight);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('the event of a request', () => {
  test('carries the template of the route and never the path', async () => {
    const { app, requests } = serveFake();
    await app.request('/v1/sessions/very-private');
    await app.request('/nothing/private');
    await app.request('/v1/embeddings', { method: 'PUT' });
    expect(requests.map(({ route, method, status }) => [route, method, status])).toEqual([
      ['/v1/sessions/:id', 'GET', 404],
      ['unmatched', undefined, 404],
      ['unmatched', undefined, 405],
    ]);
  });

  test('carries the timeline and the trace of the caller where stages were measured', async () => {
    const { app, requests } = serveFake();
    const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'X-Request-Id': 'mine' };
    await app.request('/embed', post({ inputs: 'x' }, headers));
    expect(requests[0]?.trace).toMatchObject({ requestId: 'mine', traceparent: headers.traceparent });
    expect(requests[0]?.trace?.bars.map(({ name }) => name)).toEqual(['tokenize', 'queue', 'inference']);
  });
});
