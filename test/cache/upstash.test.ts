import { describe, expect, test } from 'bun:test';
import { UpstashStore } from '../../src/cache/upstash.ts';
import { codeOf, until } from '../fixtures/settled.ts';

function serve(answer: (body: unknown) => Response | Promise<Response>) {
  const requests: { path: string; body: unknown; headers: Headers }[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const body = await request.json();
      requests.push({ path: new URL(request.url).pathname, body, headers: request.headers });
      return answer(body);
    },
  });
  const store = new UpstashStore({ url: server.url.href, token: 't0ken' });
  return { store, requests, [Symbol.asyncDispose]: () => server.stop(true) };
}

describe('UpstashStore', () => {
  test('reads many keys in one request, and says nothing of this machine', async () => {
    await using parts = serve(() => Response.json({ result: [Buffer.from('1234').toString('base64'), null] }));
    const values = await parts.store.getMany(['a', 'b']);
    expect(values.map((value) => value && Buffer.from(value).toString())).toEqual(['1234', undefined]);
    expect(parts.requests.map(({ path, body }) => ({ path, body }))).toEqual([{ path: '/', body: ['mget', 'a', 'b'] }]);
    const headers = parts.requests[0]?.headers;
    expect(headers?.get('authorization')).toBe('Bearer t0ken');
    expect([...(headers?.keys() ?? [])].filter((name) => name.includes('telemetry'))).toEqual([]);
  });

  test('writes many entries in one pipeline with their lives', async () => {
    await using parts = serve(() => Response.json([{ result: 'OK' }, { result: 'OK' }]));
    await parts.store.setMany([
      { key: 'a', value: new Uint8Array([255]), ttlSeconds: 5 },
      { key: 'b', value: new Uint8Array([0]), ttlSeconds: 6 },
    ]);
    expect(parts.requests.map(({ path, body }) => ({ path, body }))).toEqual([
      {
        path: '/pipeline',
        body: [
          ['set', 'a', '/w==', 'ex', 5],
          ['set', 'b', 'AA==', 'ex', 6],
        ],
      },
    ]);
  });

  test('rejects when one of many writes was refused', async () => {
    await using parts = serve(() => Response.json([{ result: 'OK' }, { error: 'OOM command not allowed' }]));
    const entry = { value: new Uint8Array(1), ttlSeconds: 5 };
    const writing = parts.store.setMany([
      { ...entry, key: 'a' },
      { ...entry, key: 'b' },
    ]);
    expect(writing).rejects.toThrow('The upstash cache failed: OOM');
    await codeOf(writing);
  });

  test('tries once when the server breaks down', async () => {
    await using parts = serve(() => new Response('no', { status: 500 }));
    expect(await codeOf(parts.store.getMany(['a']))).toBe('unavailable');
    expect(parts.requests.length).toBe(1);
  });

  test('gives up what is in flight when it is closed', async () => {
    await using parts = serve(() => new Promise<Response>(() => undefined));
    const reading = codeOf(parts.store.getMany(['a']));
    await until(() => parts.requests.length === 1);
    await parts.store.close();
    expect(await reading).toBe('timeout');
  });
});
