// What only a socket shows: clients that leave, lie about lengths, or send more than they may.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import net from 'node:net';
import { BODY_KIB, KEY, type LiveService, openLiveService, postTo } from '../fixtures/live-service.ts';
import { until } from '../fixtures/settled.ts';

const LIMIT_MS = 120_000;
let live: LiveService;

beforeAll(async () => {
  live = await openLiveService();
}, LIMIT_MS);
afterAll(() => live[Symbol.asyncDispose]());

describe('a client that leaves', () => {
  const bulk = (mark: string) =>
    Array.from({ length: 400 }, (_, at) => `${mark} ${at} ${'words about work '.repeat(10)}`);
  const pending = () => {
    const { queued, workers } = live.service.embedder.state();
    return queued.bulk + queued.query + (workers[0]?.life === 'busy' ? 1 : 0);
  };

  test(
    'takes its queued work with it',
    async () => {
      for (const mark of ['plain', 'chunked']) {
        const leaving = new AbortController();
        const text = JSON.stringify({ input: bulk(mark) });
        const body = mark === 'plain' ? text : new Blob([text]).stream();
        const left = postTo(`${live.url}/v1/embeddings`, undefined, { body, signal: leaving.signal }).then(
          () => 'answered',
          () => 'left',
        );
        await until(() => pending() > 1);
        leaving.abort();
        expect(await left).toBe('left');
        const runs = () => live.service.embedder.state().workers[0]?.runs ?? 0;
        const runsThen = runs();
        await until(() => pending() === 0);
        // What had begun may end; four hundred texts were waiting.
        expect(runs() - runsThen).toBeLessThan(10);
      }
    },
    LIMIT_MS,
  );
});

/** Sends raw bytes and resolves with everything that came back until the server closed, or the first answer was whole. */
function exchange(head: string, body: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = net.connect({ host: '127.0.0.1', port: Number(new URL(live.url).port) }, () =>
    socket.write(head + body),
  );
  let text = '';
  socket.on('data', (bytes) => {
    text += bytes;
    // Every answer here is one JSON object, and nothing follows it.
    if (text.endsWith('}')) socket.destroy();
  });
  socket.on('close', () => resolve(text));
  socket.on('error', (error) => (text === '' ? reject(error) : resolve(text)));
  return promise;
}

describe('a body on the wire', () => {
  const head = (lines: readonly string[]) =>
    [
      'POST /v1/embeddings HTTP/1.1',
      'Host: 127.0.0.1',
      `Authorization: Bearer ${KEY}`,
      'Content-Type: application/json',
      ...lines,
      '',
      '',
    ].join('\r\n');

  test('that is longer than it says is cut there, and refused as broken', async () => {
    expect(await exchange(head(['Content-Length: 5', 'Connection: close']), '{"input":"one"}')).toStartWith(
      'HTTP/1.1 400',
    );
  });

  test('that says it is too long is refused before it comes', async () => {
    expect(await exchange(head([`Content-Length: ${BODY_KIB * 1024 + 1}`]), '')).toStartWith('HTTP/1.1 413');
  });

  test('in chunks over the limit is refused', async () => {
    const chunk = 'x'.repeat(32 * 1024);
    const chunks = Array(BODY_KIB / 32 + 1)
      .fill(`${chunk.length.toString(16)}\r\n${chunk}\r\n`)
      .join('');
    expect(await exchange(head(['Transfer-Encoding: chunked']), chunks)).toStartWith('HTTP/1.1 413');
  });

  test('with a length that is no number never reaches a route', async () => {
    expect(await exchange(head(['Content-Length: many', 'Connection: close']), '{}')).toStartWith('HTTP/1.1 400');
  });
});
