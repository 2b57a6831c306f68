import { describe, expect, test } from 'bun:test';
import { openMetrics } from '../../src/metrics/open-metrics.ts';
import { createManualClock, createReadings, emitAll } from './fixtures.ts';

function createOptions(written: string[]) {
  return {
    readings: createReadings(),
    clock: createManualClock(),
    wallNow: () => 1_700_000_000_000,
    log: { level: 'info', isTerminal: false, write: (text: string) => void written.push(text) },
  } as const;
}

describe('metrics', () => {
  test('tell one event to the exposition, the statistics, the timelines and the log', async () => {
    const written: string[] = [];
    await using metrics = await openMetrics(createOptions(written));
    emitAll(metrics.events);
    expect(await metrics.expose()).toContain('quintet_requests_total{route="/v1/prefetch",status="200"} 1\n');
    expect(metrics.contentType).toStartWith('text/plain');
    expect(metrics.stats().windows[0]?.requests['/v1/prefetch']?.count).toBe(1);
    expect(metrics.timelines().map(({ requestId }) => requestId)).toEqual(['req-1']);
    expect(written.join('')).toContain('"request_id":"req-1"');
  });

  test('leave the last log lines and a last report when they are closed', async () => {
    const written: string[] = [];
    const reports: string[] = [];
    const target = { writeLine: (line: string) => void reports.push(line) };
    const metrics = await openMetrics({ ...createOptions(written), statsExport: { target, everyMs: 60_000 } });
    metrics.events.jobRetried();
    await metrics[Symbol.asyncDispose]();
    expect(written.join('')).toContain('job retried');
    expect(reports.length).toBe(1);
    expect(JSON.parse(reports[0] ?? '').windows[0].jobs).toEqual({ retried: 1 });
  });

  test('hold nothing of what an error says', async () => {
    const written: string[] = [];
    const metrics = await openMetrics(createOptions(written));
    emitAll(metrics.events);
    const everything = [await metrics.expose(), JSON.stringify(metrics.stats()), JSON.stringify(metrics.timelines())];
    await metrics[Symbol.asyncDispose]();
    expect([...everything, ...written].join('\n')).not.toContain('a secret');
  });
});
