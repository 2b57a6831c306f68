// What the tests of metrics share: a clock that is moved by hand and readings of a small service.

import type { Clock } from '../../src/kernel/clock.ts';
import type { Events } from '../../src/kernel/events.ts';
import type { Readings } from '../../src/metrics/readings.ts';

export type ManualClock = Clock & { advance(ms: number): void };

export function createManualClock(startMs = 0): ManualClock {
  let now = startMs;
  let wakes: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    after(delayMs, wake) {
      const entry = { at: now + delayMs, wake };
      wakes.push(entry);
      return () => {
        wakes = wakes.filter((other) => other !== entry);
      };
    },
    advance(ms) {
      now += ms;
      const due = wakes.filter(({ at }) => at <= now);
      wakes = wakes.filter(({ at }) => at > now);
      for (const { wake } of due) wake();
    },
  };
}

export function createReadings(overrides: Partial<Readings> = {}): Readings {
  return {
    pool: () => ({
      workers: [
        { life: 'ready', restarts: 0, runs: 12, lastReason: undefined, sinceSuccessMs: 40 },
        { life: 'busy', restarts: 1, runs: 3, lastReason: 'crash', sinceSuccessMs: 900 },
      ],
      queued: { query: 2, bulk: 5 },
      breaker: 'closed',
    }),
    caches: () => [{ cache: 'vector', tier: 'memory', entries: 10, bytes: 15_360 }],
    breakers: () => ({ redis: 'open' }),
    inFlight: () => 3,
    identity: () => ({
      version: '0.1.0',
      pack: 'destiny',
      packVersion: '1',
      model: 'multilingual-e5-small-ko-en',
      modelRevision: 'abc',
      device: 'wasm',
    }),
    process: () => ({ residentBytes: 300_000_000, cpuSeconds: 4.5, startedAtSeconds: 1_700_000_000 }),
    ...overrides,
  };
}

const TRACE = {
  requestId: 'req-1',
  bars: [
    { name: 'facts', kind: 'stage', startMs: 0, durationMs: 0.1 },
    { name: 'queue', kind: 'queue', startMs: 0.1, durationMs: 2 },
    { name: 'inference', kind: 'inference', startMs: 2.1, durationMs: 30 },
    { name: 'graph', kind: 'source', startMs: 0.2, durationMs: 1.2, status: 'ok' },
    { name: 'corpus', kind: 'source', startMs: 0.3, durationMs: 33, status: 'partial', reason: 'no_embedding' },
  ],
} as const;

/** One of everything that can happen. */
export function emitAll(events: Events): void {
  events.request({ route: '/v1/prefetch', status: 200, durationMs: 35, method: 'POST', trace: TRACE });
  events.request({ route: 'unmatched', status: 404, durationMs: 0.2 });
  events.stage({ stage: 'packing', durationMs: 0.08 });
  events.source({ source: 'graph', status: 'ok', reason: undefined, durationMs: 1.2 });
  events.source({ source: 'corpus', status: 'partial', reason: 'no_embedding', durationMs: 33 });
  events.inference({ queueMs: 2, inferenceMs: 30, tokens: 24 });
  events.tokenized({ durationMs: 0.05, tokens: 600, isTruncated: true });
  events.workerStopped({ reason: 'crash' });
  events.jobRefused({ lane: 'query' });
  events.jobRetried();
  events.cache({ cache: 'vector', tier: 'memory', result: 'hit', count: 3 });
  events.cache({ cache: 'vector', tier: 'memory', result: 'miss', count: 1 });
  events.breaker({ name: 'redis', state: 'open' });
  events.fault({ where: 'source', error: new Error('a secret') });
}
