import { describe, expect, test } from 'bun:test';
import { History } from '../../src/dashboard/history.ts';
import type { DashboardSnapshot } from '../../src/http/dashboard-snapshot.ts';
import { EMPTY_STATS } from '../fixtures/http.ts';

function snapshot({ second, total, cpu = 0 }: { second: number; total: number; cpu?: number }): DashboardSnapshot {
  const at = new Date(1_700_000_000_000 + second * 1000).toISOString();
  const now = { ...EMPTY_STATS.now, requests_total: total, cpu_seconds: cpu };
  return {
    version: '1',
    is_ready: true,
    is_draining: false,
    parts: {},
    stats: { ...EMPTY_STATS, at, now },
    timelines: [],
  };
}

describe('the history of a page', () => {
  test('tells requests and processor time of the last second', () => {
    const history = new History();
    history.add(snapshot({ second: 0, total: 100, cpu: 1 }));
    expect(history.rate).toBeNull();
    history.add(snapshot({ second: 2, total: 150, cpu: 1.5 }));
    expect(history.rate).toBe(25);
    expect(history.cpuShare).toBe(0.25);
  });

  test('shows a gap and no storm when the service was started anew', () => {
    const history = new History();
    history.add(snapshot({ second: 0, total: 100 }));
    history.add(snapshot({ second: 1, total: 110 }));
    history.interrupt();
    history.add(snapshot({ second: 9, total: 3 }));
    history.add(snapshot({ second: 10, total: 5 }));
    expect(history.rates).toEqual([null, 10, null, null, 2]);
  });

  test('takes a snapshot that it knows already for nothing new', () => {
    const history = new History();
    history.add(snapshot({ second: 0, total: 0 }));
    history.add(snapshot({ second: 1, total: 7 }));
    history.add(snapshot({ second: 1, total: 7 }));
    expect(history.rate).toBe(7);
    expect(history.times).toHaveLength(2);
  });

  test('keeps ten minutes', () => {
    const history = new History();
    for (let second = 0; second < 700; second++) history.add(snapshot({ second, total: second }));
    expect(history.times).toHaveLength(600);
    expect(history.rates.at(-1)).toBe(1);
  });
});
