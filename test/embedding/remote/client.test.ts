import { describe, expect, test } from 'bun:test';
import { isServerFault, RemoteClient } from '../../../src/embedding/remote/client.ts';

type Handler = (request: Request) => Response | Promise<Response>;

function serve(handler: Handler): { url: string; calls: () => number } & Disposable {
  let calls = 0;
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request) {
      calls++;
      return handler(request);
    },
  });
  return { url: server.url.href, calls: () => calls, [Symbol.dispose]: () => void server.stop(true) };
}

function clientOf(url: string, tryMs = 5000): RemoteClient {
  return new RemoteClient({ url, key: 'secret', tryMs });
}

async function faultOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Sends the head of an answer and half of its body, then nothing. */
function halfAnswer(onSent: () => void): Response {
  const body = new ReadableStream({
    async pull(controller) {
      controller.enqueue(new TextEncoder().encode('{"data": ['));
      onSent();
      await new Promise(() => undefined);
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

describe('RemoteClient', () => {
  test('sends its key and reads JSON below the path of its URL', async () => {
    using server = serve((request) =>
      Response.json([request.headers.get('authorization'), new URL(request.url).pathname]),
    );
    expect(await clientOf(`${server.url}base`).get('/info')).toEqual(['Bearer secret', '/base/info']);
  });

  test('tries a call again after a passing fault, once', async () => {
    using server = serve(() => new Response('', { status: 503 }));
    expect(await faultOf(clientOf(server.url).post('/embed', { body: {} }))).toMatchObject({ code: 'unavailable' });
    expect(server.calls()).toBe(2);
  });

  test('does not try again what the server refuses', async () => {
    using server = serve(() => new Response('', { status: 400 }));
    const fault = await faultOf(clientOf(server.url).post('/embed', { body: {} }));
    expect(fault).toMatchObject({ code: 'invalid_request' });
    expect(isServerFault(fault)).toBe(false);
    expect(server.calls()).toBe(1);
  });

  test('saves up no more retries than its budget while the server stays sick', async () => {
    using server = serve(() => new Response('', { status: 503 }));
    const client = clientOf(server.url);
    for (let call = 0; call < 40; call++) await faultOf(client.post('/embed', { body: {} }));
    expect(server.calls()).toBeLessThan(40 + 10 + 40 * 0.2 + 1);
  });

  test('passes on how long a busy server asks to wait', async () => {
    using server = serve(() => new Response('', { status: 429, headers: { 'retry-after': '3' } }));
    const fault = await faultOf(clientOf(server.url).get('/info'));
    expect(fault).toMatchObject({ code: 'overloaded', retryAfterMs: 3000 });
  });

  test('does not quote an answer that is no JSON', async () => {
    using server = serve(() => new Response('a private question'));
    const fault = await faultOf(clientOf(server.url).get('/info'));
    expect(fault).toMatchObject({ code: 'worker_error' });
    expect(String(fault)).not.toContain('private');
  });

  test('blames nobody when the caller leaves in the middle of an answer', async () => {
    const half = Promise.withResolvers<void>();
    using server = serve(({ url }) => (url.endsWith('/embed') ? halfAnswer(half.resolve) : Response.json({})));
    const client = clientOf(server.url);
    const caller = new AbortController();
    const call = faultOf(client.post('/embed', { body: {}, signal: caller.signal }));
    await half.promise;
    // A whole call that was sent later has come back: the head of the first one is here too.
    await client.get('/info');
    caller.abort();
    const fault = await call;
    expect(fault).toMatchObject({ code: 'cancelled' });
    expect(isServerFault(fault)).toBe(false);
  });

  test('counts a body that stays away as a timeout of the server', async () => {
    using server = serve(() => halfAnswer(() => undefined));
    const fault = await faultOf(clientOf(server.url, 50).get('/info'));
    expect(fault).toMatchObject({ code: 'timeout' });
    expect(isServerFault(fault)).toBe(true);
  });
});
