import { describe, expect, test } from 'bun:test';
import { DashboardFeed } from '../../src/http/dashboard-feed.ts';
import { dashboardSnapshot } from '../../src/http/dashboard-snapshot.ts';
import { SILENT } from '../../src/kernel/events.ts';
import type { Timeline } from '../../src/metrics/timelines.ts';
import { EMPTY_STATS, serveFake } from '../fixtures/http.ts';
import { ManualClock } from '../fixtures/manual-clock.ts';

const TIMELINE: Timeline = {
  requestId: 'r1',
  route: '/v1/prefetch',
  status: 200,
  startedAt: '2026-01-01T00:00:00.000Z',
  totalMs: 12,
  bars: [
    { name: 'corpus', kind: 'source', startMs: 1, durationMs: 9, status: 'partial', reason: 'no_embedding' },
    { name: 'total', kind: 'stage', startMs: 0, durationMs: 12 },
  ],
};

function createFeed() {
  const clock = new ManualClock();
  const state = { isDraining: false, reads: 0, isBroken: false, faults: [] as string[] };
  const feed = new DashboardFeed({
    clock,
    version: '1',
    events: { ...SILENT, fault: ({ where }) => state.faults.push(where) },
    health: { isReady: () => true, describe: () => ({ is_draining: state.isDraining }) },
    metrics: {
      contentType: '',
      expose: async () => '',
      timelines: () => [],
      stats() {
        state.reads += 1;
        if (state.isBroken) throw new Error('no stats');
        return EMPTY_STATS;
      },
    },
  });
  const open = (count?: number) => feed.open({ count }).getReader();
  return { clock, state, feed, open };
}

type Reader = ReturnType<ReturnType<typeof createFeed>['open']>;

async function readText(reader: Reader): Promise<string | undefined> {
  const { value } = await reader.read();
  return value && new TextDecoder().decode(value);
}

describe('GET /v1/dashboard', () => {
  const metrics = { contentType: '', expose: async () => '', stats: () => EMPTY_STATS, timelines: () => [TIMELINE] };

  test('gives state, statistics and slow requests as documented, and lets nobody keep them', async () => {
    const { app } = serveFake({ metrics });
    const response = await app.request('/v1/dashboard');
    const body = await response.json();
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(dashboardSnapshot.parse(body)).toMatchObject({ version: '9.9.9', is_ready: true, is_draining: false });
    expect(body.parts).toEqual({ device: { chosen: 'wasm', asked: 'auto' } });
    expect(body.timelines).toEqual([
      {
        request_id: 'r1',
        route: '/v1/prefetch',
        status: 200,
        started_at: TIMELINE.startedAt,
        total_ms: 12,
        bars: [
          { name: 'corpus', kind: 'source', start_ms: 1, duration_ms: 9, status: 'partial', reason: 'no_embedding' },
        ],
      },
    ]);
  });

  test('asks for the key, as its events do, while the pages and the document do not', async () => {
    const { app } = serveFake({ apiKeys: ['secret'] });
    const statusOf = async (path: string, headers = {}) => (await app.request(path, { headers })).status;
    expect(await statusOf('/v1/dashboard')).toBe(401);
    expect(await statusOf('/v1/dashboard/events')).toBe(401);
    expect(await statusOf('/v1/dashboard', { authorization: 'Bearer secret' })).toBe(200);
    expect(await statusOf('/v1/dashboard/events?count=1', { authorization: 'Bearer secret' })).toBe(200);
    expect(await statusOf('/dashboard')).toBe(200);
    expect(await statusOf('/docs')).toBe(200);
  });
});

describe('GET /v1/dashboard/events', () => {
  test('sends snapshots as server-sent events and ends after as many as were asked for', async () => {
    const { app } = serveFake();
    const response = await app.request('/v1/dashboard/events?count=1');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const [name, data = '', ...rest] = (await response.text()).split('\n');
    expect(name).toBe('event: snapshot');
    expect(rest).toEqual(['', '']);
    dashboardSnapshot.parse(JSON.parse(data.slice('data: '.length)));
  });

  test.each(['0', '1.5', 'many', '-3'])('refuses a count of %s', async (count) => {
    const response = await serveFake().app.request(`/v1/dashboard/events?count=${count}`);
    expect(response.status).toBe(400);
    expect((await response.json()).error.param).toBe('/count');
  });
});

describe('the feed', () => {
  test('does nothing while nobody listens, and stops when the last listener leaves', async () => {
    const { clock, state, open } = createFeed();
    clock.advance(10_000);
    expect(state.reads).toBe(0);
    const [one, two] = [open(), open()];
    await Promise.all([one.read(), two.read()]);
    expect(clock.pending).toBe(1);
    await one.cancel();
    expect(clock.pending).toBe(1);
    await two.cancel();
    expect(clock.pending).toBe(0);
  });

  test('reads the state once a second for any number of listeners', async () => {
    const { clock, state, open } = createFeed();
    const readers = Array.from({ length: 10 }, () => open());
    await Promise.all(readers.map(readText));
    expect(state.reads).toBe(1);
    const next = readers.map(readText);
    await Bun.sleep(0);
    expect(state.reads).toBe(1);
    clock.advance(1000);
    const texts = await Promise.all(next);
    expect(new Set(texts).size).toBe(1);
    expect(state.reads).toBe(2);
    await Promise.all(readers.map((reader) => reader.cancel()));
  });

  test('gives a client that comes again within the second what is there', async () => {
    const { state, open } = createFeed();
    for (let visit = 0; visit < 5; visit++) await readText(open(1));
    expect(state.reads).toBe(1);
  });

  test('lets a slow reader miss seconds and keeps nothing for it', async () => {
    const { clock, state, open } = createFeed();
    const reader = open();
    await readText(reader);
    await Bun.sleep(0);
    clock.advance(5000);
    expect(state.reads).toBe(6);
    await readText(reader);
    const pending = readText(reader);
    await Bun.sleep(0);
    clock.advance(1000);
    expect(await pending).toStartWith('event: snapshot');
    await reader.cancel();
  });

  test('says that the service drains and ends, so that nobody holds up the stop', async () => {
    const { clock, state, open } = createFeed();
    const reader = open();
    await readText(reader);
    const last = readText(reader);
    await Bun.sleep(0);
    state.isDraining = true;
    clock.advance(1000);
    expect(await last).toContain('"is_draining":true');
    expect(await readText(reader)).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  test('reports a snapshot that cannot be taken and goes on', async () => {
    const { clock, state, open } = createFeed();
    state.isBroken = true;
    const reader = open();
    expect(await readText(reader)).toBe(': no snapshot\n\n');
    expect(state.faults).toEqual(['dashboard']);
    const next = readText(reader);
    await Bun.sleep(0);
    state.isBroken = false;
    clock.advance(1000);
    expect(await next).toStartWith('event: snapshot');
    await reader.cancel();
  });

  test('refuses more listeners than a house has desks, and takes the next when one leaves', async () => {
    const { open } = createFeed();
    const readers = Array.from({ length: 64 }, () => open());
    expect(() => open()).toThrow('64 listeners');
    await readers[0]?.cancel();
    const late = open(1);
    expect(await readText(late)).toStartWith('event: snapshot');
    await Promise.all(readers.map((reader) => reader.cancel()));
  });
});

describe.each(['/dashboard', '/docs'])('GET %s', (path) => {
  test('is one page under a policy that allows its own script and nothing from elsewhere', async () => {
    const response = await serveFake().app.request(path);
    const policy = response.headers.get('content-security-policy') ?? '';
    const script = /<script type="module">([\s\S]*?)<\/script>/.exec(await response.text())?.[1] ?? '';
    const hash = new Bun.CryptoHasher('sha256').update(script).digest('base64');
    expect(policy).toContain(`script-src 'sha256-${hash}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  test('is compressed for those who can read it, and not sent twice to those who have it', async () => {
    const { app } = serveFake();
    const plain = await app.request(path);
    const packed = await app.request(path, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(new TextDecoder().decode(Bun.gunzipSync(await packed.bytes()))).toBe(await plain.text());
    const etag = plain.headers.get('etag') ?? '';
    const again = await app.request(path, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });
});
