import { describe, expect, test } from 'bun:test';
import type { Bar } from '../../src/kernel/events.ts';
import { createEvents } from '../../src/metrics/observe.ts';
import { createTimelines } from '../../src/metrics/timelines.ts';

const BAR: Bar = { name: 'graph', kind: 'source', startMs: 0, durationMs: 1, status: 'ok' };

function createObserved(capacity = 50) {
  const timelines = createTimelines({ wallNow: () => 1_700_000_000_000, capacity });
  const events = createEvents([timelines.listener]);
  const answer = (requestId: string, durationMs: number, options: { status?: number; bars?: readonly Bar[] } = {}) =>
    events.request({
      route: '/v1/prefetch',
      status: options.status ?? 200,
      durationMs,
      trace: { requestId, bars: options.bars ?? [BAR] },
    });
  const ids = () => timelines.list().map(({ requestId }) => requestId);
  return { timelines, events, answer, ids };
}

describe('timelines', () => {
  test('keep about the slowest twentieth when durations vary', () => {
    const { answer, timelines } = createObserved(1_000_000);
    for (let index = 0; index < 20_000; index += 1) answer('a', 1 + ((index * 7919) % 1000) / 10);
    expect(timelines.list().length).toBeGreaterThan(20_000 * 0.03);
    expect(timelines.list().length).toBeLessThan(20_000 * 0.08);
  });

  test('keep the newest first and no more than the capacity when many are slow', () => {
    const { answer, ids } = createObserved(3);
    for (let index = 0; index < 10; index += 1) answer(`r${index}`, 10 ** index);
    expect(ids()).toEqual(['r9', 'r8', 'r7']);
  });

  test('keep a fast request when it failed or a source was degraded', () => {
    const { answer, ids } = createObserved();
    answer('slow', 1000);
    answer('fast', 1);
    answer('failed', 1, { status: 502 });
    answer('degraded', 1, { bars: [{ ...BAR, status: 'timeout', reason: 'deadline' }] });
    expect(ids()).toEqual(['degraded', 'failed', 'slow']);
  });

  test('hold when a request began, how long it took, and its bars', () => {
    const { answer, timelines } = createObserved();
    answer('a', 1500);
    expect(timelines.list()).toEqual([
      {
        requestId: 'a',
        route: '/v1/prefetch',
        status: 200,
        startedAt: '2023-11-14T22:13:18.500Z',
        totalMs: 1500,
        bars: [BAR],
      },
    ]);
  });

  test('know nothing of a request without a trace or without bars', () => {
    const { events, answer, ids } = createObserved();
    events.request({ route: '/health', status: 500, durationMs: 9000 });
    answer('a', 9000, { bars: [] });
    expect(ids()).toEqual([]);
  });
});
