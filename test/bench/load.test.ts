// The load generator against a server of this test: what it counts, and that it times from the intended start.

import { afterAll, describe, expect, test } from 'bun:test';
import { createLatency } from '../../bench/harness/latency.ts';
import { HttpConnection, type Reply } from '../../bench/load/http-connection.ts';
import { createJudge } from '../../bench/load/judge.ts';
import type { LoadPlan, PhaseReport } from '../../bench/load/plan.ts';
import { runPlan } from '../../bench/load/run-plan.ts';
import { toHttp } from '../../bench/load/to-http.ts';

const ID = 'a'.repeat(64);
const WHOLE = JSON.stringify({ context_id: ID, degraded: false });

let gate = Promise.resolve();
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/busy') return new Response('', { status: 429, headers: { 'Retry-After': '1' } });
    if (pathname === '/echo') return new Response(await request.text());
    if (pathname === '/held') await gate;
    return new Response(WHOLE);
  },
});
const url = server.url.origin;
const { host } = server.url;
afterAll(() => server.stop(true));

async function load(plan: Partial<LoadPlan>, path = '/'): Promise<PhaseReport> {
  const bytes = toHttp('{}', { host, path });
  const requests = { kind: 'chart', seed: 1, count: 1 } as const;
  const whole = { url, requests, connections: 2, phases: [], ...plan };
  const [report] = await runPlan({ plan: whole, supply: { judge: createJudge(), next: () => ({ at: 0, bytes }) } });
  if (!report) throw new Error('Found no report');
  return report;
}

function reply(body: string, { status = 200, head = '' } = {}): Reply {
  return { status, head: `HTTP/1.1 ${status} X\r\n${head}`, body: Buffer.from(body) };
}

describe('a connection', () => {
  test('carries bodies of any size there and back, one after the other', async () => {
    const connection = new HttpConnection(url);
    for (const size of [0, 1, 70_000, 3_000_000, 5]) {
      const text = 'x'.repeat(size);
      const answer = await connection.request(toHttp(text, { host, path: '/echo' }));
      expect('body' in answer && answer.body.toString() === text).toBe(true);
    }
    connection.close();
  });

  test('says that nobody listens instead of rejecting', async () => {
    const probe = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } });
    const { port } = probe;
    probe.stop(true);
    const connection = new HttpConnection(`http://127.0.0.1:${port}`);
    expect(await connection.request(toHttp('', { host, path: '/' }))).toEqual({ fault: 'unreachable' });
  });

  test('says that it was reset when the server leaves in the middle of an answer', async () => {
    const rude = Bun.listen({
      hostname: '127.0.0.1',
      port: 0,
      socket: {
        data: (socket) => {
          socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
        },
      },
    });
    const connection = new HttpConnection(`http://127.0.0.1:${rude.port}`);
    expect(await connection.request(toHttp('', { host, path: '/' }))).toEqual({ fault: 'reset' });
    rude.stop(true);
  });
});

describe('the judge', () => {
  test('takes another content for the same request as wrong', () => {
    const judge = createJudge();
    expect(judge(reply(WHOLE), 1)).toBe('ok');
    expect(judge(reply(WHOLE.replace(ID, 'b'.repeat(64))), 2)).toBe('ok');
    expect(judge(reply(WHOLE), 2)).toBe('wrong');
  });

  test('tells partial, refused, failed, broken and senseless answers apart', () => {
    const judge = createJudge();
    expect(judge(reply('{"context_id":"x","degraded":true}'), 1)).toBe('partial');
    expect(judge(reply('', { status: 429, head: 'Retry-After: 1' }), 1)).toBe('refused');
    expect(judge(reply('', { status: 429 }), 1)).toBe('wrong');
    expect(judge(reply('', { status: 500 }), 1)).toBe('failed');
    expect(judge({ fault: 'reset' }, 1)).toBe('broken');
    expect(judge(reply('{}'), 1)).toBe('wrong');
  });
});

describe('a load', () => {
  test('counts whole and refused answers of a closed loop', async () => {
    const phases = [{ name: 'a', seconds: 0.05 }];
    expect((await load({ phases })).counts.ok).toBeGreaterThan(0);
    const busy = await load({ phases }, '/busy');
    expect(busy.counts.ok).toBe(0);
    expect(busy.counts.refused).toBeGreaterThan(0);
    expect(busy.lastBadMs).toBeGreaterThan(0);
  });

  test('times arrivals from when they were meant, not from when a connection was free', async () => {
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    const running = load({ connections: 1, phases: [{ name: 'a', seconds: 0.2, rate: 200 }] }, '/held');
    // The first request blocks the only connection until all have been meant.
    await Bun.sleep(250);
    held.resolve();
    const { counts, timely, latency } = await running;
    expect(counts.ok).toBeGreaterThan(10);
    // All of them were answered after the phase.
    expect(timely).toBe(0);
    // Sent one after the other once the gate was open, every request took no time; meant, most of them took long.
    expect(latency.ok.p50Ms).toBeGreaterThan(75);
  });
});

test('latencies merge over processes and keep their percentiles', () => {
  const [a, b] = [createLatency(), createLatency()];
  for (let ms = 1; ms <= 100; ms++) (ms % 2 === 0 ? a : b).record(ms);
  a.add(b.encode());
  const { count, p50Ms, p99Ms, maxMs } = a.summary();
  expect(count).toBe(100);
  expect(p50Ms).toBeCloseTo(50, 0);
  expect(p99Ms).toBeCloseTo(99, 0);
  expect(maxMs).toBeCloseTo(100, 0);
});
