import { describe, expect, test } from 'bun:test';
import { COUNTERS, CPU_SECONDS, type Family, GAUGES, HISTOGRAMS } from '../../src/metrics/catalogue.ts';
import { createPrometheus } from '../../src/metrics/prometheus.ts';
import { createRecorder } from '../../src/metrics/record.ts';
import { createReadings, emitAll } from './fixtures.ts';

const FAMILIES: readonly Family[] = [
  ...Object.values(HISTOGRAMS),
  ...Object.values(COUNTERS),
  ...Object.values(GAUGES),
  CPU_SECONDS,
];

function createObserved() {
  const prometheus = createPrometheus({ readings: createReadings() });
  return { prometheus, events: createRecorder(prometheus) };
}

describe('catalogue', () => {
  test('names are unique and say their unit', () => {
    expect(new Set(FAMILIES.map(({ name }) => name)).size).toBe(FAMILIES.length);
    for (const { name } of Object.values(COUNTERS)) expect(name).toEndWith('_total');
    for (const { name } of Object.values(HISTOGRAMS)) expect(name).toEndWith('_seconds');
  });

  test('buckets rise', () => {
    for (const { buckets } of Object.values(HISTOGRAMS))
      expect([...buckets]).toEqual([...buckets].sort((a, b) => a - b));
  });
});

describe('exposition', () => {
  test('every metric has a sample when everything has happened once', async () => {
    const { prometheus, events } = createObserved();
    emitAll(events);
    const text = await prometheus.expose();
    for (const { name } of FAMILIES) expect(text).toMatch(new RegExp(`^${name}(_count)?(\\{[^}]*\\})? [0-9]`, 'm'));
  });

  test('values are what was observed', async () => {
    const { prometheus, events } = createObserved();
    emitAll(events);
    emitAll(events);
    const text = await prometheus.expose();
    expect(text).toContain('quintet_requests_total{route="/v1/prefetch",status="200"} 2\n');
    expect(text).toContain('quintet_request_duration_seconds_bucket{le="0.05",route="/v1/prefetch"} 2\n');
    expect(text).toContain('quintet_request_duration_seconds_bucket{le="0.025",route="/v1/prefetch"} 0\n');
    expect(text).toContain('quintet_cache_lookups_total{cache="vector",tier="memory",result="hit"} 6\n');
    expect(text).toContain(
      'quintet_degraded_sources_total{source="corpus",status="partial",reason="no_embedding"} 2\n',
    );
    expect(text).not.toContain('quintet_degraded_sources_total{source="graph"');
    expect(text).toContain('quintet_inference_tokens_total 48\n');
    expect(text).toContain('quintet_worker_stops_total{reason="crash"} 2\n');
  });

  test('gauges are read anew at every scrape', async () => {
    let queued = 1;
    const pool = () => ({ workers: [], queued: { query: queued }, breaker: 'half_open' });
    const prometheus = createPrometheus({ readings: createReadings({ pool }) });
    expect(await prometheus.expose()).toContain('quintet_queue_depth{lane="query"} 1\n');
    queued = 7;
    const text = await prometheus.expose();
    expect(text).toContain('quintet_queue_depth{lane="query"} 7\n');
    expect(text).toContain('quintet_breaker_state{breaker="pool",state="half_open"} 1\n');
    expect(text).toContain('quintet_breaker_state{breaker="redis",state="closed"} 0\n');
    expect(text).toContain('quintet_workers{life="dead"} 0\n');
    expect(text).toContain('process_cpu_seconds_total 4.5\n');
  });

  test('a scrape works when pool and pack are not there yet', async () => {
    const readings = createReadings({ pool: () => undefined, identity: () => undefined, caches: () => [] });
    const text = await createPrometheus({ readings }).expose();
    expect(text).toContain('process_resident_memory_bytes 300000000\n');
    expect(text).not.toContain('quintet_info{');
  });

  test('series stay bounded when a label turns out not to be closed', async () => {
    const { prometheus, events } = createObserved();
    for (let index = 0; index < 2000; index += 1) events.stage({ stage: `stage ${index}`, durationMs: 1 });
    const text = await prometheus.expose();
    expect(text.match(/quintet_stage_duration_seconds_count/g)?.length).toBeLessThanOrEqual(257);
    expect(text).toContain('quintet_stage_duration_seconds_count{stage="other"} 1744\n');
  });

  test('a duration that is no number is recorded as zero rather than thrown', () => {
    const { events } = createObserved();
    for (const durationMs of [Number.NaN, -1, Number.POSITIVE_INFINITY])
      expect(() => events.request({ route: '/', status: 200, durationMs })).not.toThrow();
  });

  test('two services in one process do not share a count', async () => {
    const [one, other] = [createObserved(), createObserved()];
    one.events.jobRetried();
    expect(await other.prometheus.expose()).toContain('quintet_jobs_retried_total 0\n');
  });
});
