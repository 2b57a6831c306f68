import { describe, expect, test } from 'bun:test';
import { createEvents } from '../../src/metrics/observe.ts';
import { createStats } from '../../src/metrics/stats.ts';
import { createManualClock, createReadings, emitAll } from './fixtures.ts';

function createObserved() {
  const clock = createManualClock();
  const stats = createStats({ clock, readings: createReadings(), wallNow: () => 1_700_000_100_000 });
  return { clock, stats, events: createEvents([stats.listener]) };
}

describe('statistics', () => {
  test('give timings per stage and source when they were observed', () => {
    const { clock, stats, events } = createObserved();
    emitAll(events);
    clock.advance(30_000);
    const [minute] = stats.report().windows;
    expect(minute).toMatchObject({
      minutes: 1,
      covered_seconds: 30,
      stages: { packing: { count: 1, min_ms: 0.08, max_ms: 0.08 } },
      inference: { queue_wait: { count: 1 }, inference: { p99_ms: 30 }, tokenization: { count: 1 } },
      statuses: { 200: 1, 404: 1 },
      degraded: [{ source: 'corpus', status: 'partial', reason: 'no_embedding', count: 1 }],
      caches: [{ cache: 'vector', tier: 'memory', results: { hit: 3, miss: 1 }, hit_rate: 0.75 }],
      worker_stops: { crash: 1 },
      faults: { source: 1 },
      jobs: { refused: 1, retried: 1, truncated: 1, tokens: 24 },
    });
    expect(Object.keys(minute?.sources ?? {})).toEqual(['corpus', 'graph']);
    expect(Object.keys(minute?.sources.graph ?? {})).toEqual([
      'count',
      'avg_ms',
      'min_ms',
      'max_ms',
      'p50_ms',
      'p95_ms',
      'p99_ms',
    ]);
  });

  test('cover three windows and the state now', () => {
    const { stats } = createObserved();
    const { windows, now, identity, at } = stats.report();
    expect(windows.map(({ minutes }) => minutes)).toEqual([1, 5, 60]);
    expect(at).toBe('2023-11-14T22:15:00.000Z');
    expect(identity).toMatchObject({ pack: 'destiny', pack_version: '1', device: 'wasm' });
    expect(now).toMatchObject({
      uptime_seconds: 100,
      queued: { query: 2, bulk: 5 },
      breakers: { redis: 'open', pool: 'closed' },
      workers: [{ life: 'ready' }, { life: 'busy', restarts: 1, last_reason: 'crash', since_success_ms: 900 }],
    });
  });

  test('have no hit rate when a cache was only skipped', () => {
    const { stats, events } = createObserved();
    events.cache({ cache: 'result', tier: 'redis', result: 'skipped', count: 4 });
    expect(stats.report().windows[0]?.caches).toEqual([
      { cache: 'result', tier: 'redis', results: { skipped: 4 }, hit_rate: null },
    ]);
  });

  test('survive JSON unchanged', () => {
    const { stats, events } = createObserved();
    emitAll(events);
    const report = stats.report();
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(JSON.stringify(report)).not.toContain('secret');
  });
});
