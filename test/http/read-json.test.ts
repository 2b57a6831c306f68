import { describe, expect, test } from 'bun:test';
import { post, serveFake } from '../fixtures/http.ts';

const JSON_TEXT = '{"input":"one"}';

async function send(init: RequestInit, served = serveFake()) {
  const response = await served.app.request('/v1/embeddings', init);
  return { ...served, status: response.status, json: await response.json() };
}

/** A body that comes in pieces and has no length. */
function stream(pieces: readonly string[], onCancel: () => void = () => undefined): ReadableStream<Uint8Array> {
  const rest = pieces.values();
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { value, done } = rest.next();
        if (done) controller.close();
        else controller.enqueue(new TextEncoder().encode(value));
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  );
}

describe('a body', () => {
  test('is read when its type is JSON in any spelling', async () => {
    for (const type of ['application/json', 'Application/JSON; charset=utf-8', 'application/vnd.api+json'])
      expect((await send(post(JSON_TEXT, { 'Content-Type': type }))).status).toBe(200);
  });

  test('is read without its byte order mark', async () => {
    expect((await send(post(Buffer.from(`\uFEFF${JSON_TEXT}`)))).status).toBe(200);
  });

  test('is refused when it is not UTF-8', async () => {
    const { status, json } = await send(post(Uint8Array.of(0x22, 0xff, 0x22)));
    expect([status, json.error.message]).toEqual([400, 'Found bytes that are not UTF-8 in the body']);
  });

  test('is refused when it is compressed', async () => {
    const { status, json } = await send(post(Bun.gzipSync(JSON_TEXT), { 'Content-Encoding': 'gzip' }));
    expect([status, json.error.code]).toEqual([415, 'unsupported_media_type']);
  });

  test('is refused when it is empty or no object', async () => {
    for (const body of ['', 'null', '[1]', '7', '"text"']) expect((await send(post(body))).status).toBe(400);
  });

  test('is counted, whatever its length header says', async () => {
    const large = JSON.stringify({ input: 'x'.repeat(300) });
    const served = serveFake({ maxBodyBytes: 200 });
    expect((await send(post(large, { 'Content-Length': '5' }), served)).status).toBe(413);
    expect((await send(post(JSON_TEXT, { 'Content-Length': '999' }), served)).status).toBe(413);
    expect((await send(post(JSON_TEXT, { 'Content-Length': '-1' }), served)).status).toBe(200);
  });

  test('in pieces is read to its end, and no further than the limit', async () => {
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
    expect((await send({ ...init, body: stream(['{"input":', '"한', '국어"}']) })).status).toBe(200);
    let cancelled = 0;
    const endless = stream(Array(1000).fill('x'.repeat(50)), () => cancelled++);
    const { status, json } = await send({ ...init, body: endless }, serveFake({ maxBodyBytes: 200 }));
    expect([status, json.error.code, cancelled]).toEqual([413, 'request_too_large', 1]);
  });

  test('takes the last of two equal keys', async () => {
    expect((await send(post('{"input":"one","input":["one two"]}'))).json.data[0].embedding).toEqual([0, 2, 0]);
  });

  test('cannot reach a prototype', async () => {
    const { status } = await send(post('{"input":"one","__proto__":{"polluted":1},"constructor":{"prototype":{}}}'));
    expect(status).toBe(200);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('is refused with a pointer and never a 5xx when it nests deeply or holds huge numbers', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    for (const [body, expected] of [
      [`{"input":${deep}}`, 400],
      [`{"input":"x","other":${deep}}`, 200],
      ['{"input":"x","dimensions":1e999}', 400],
      [`{"input":"x","dimensions":${'9'.repeat(400)}}`, 400],
      ['{"input":"x","dimensions":1.5}', 400],
    ] as const)
      expect((await send(post(body))).status).toBe(expected);
  });
});
