import { describe, expect, test } from 'bun:test';
import { ServiceError } from '../../src/kernel/errors.ts';
import { describeFault } from '../../src/metrics/describe-fault.ts';
import { createLog, type LogLevel } from '../../src/metrics/log.ts';
import { createEvents } from '../../src/metrics/observe.ts';
import { createManualClock, emitAll } from './fixtures.ts';

function createObserved(level: LogLevel = 'debug', isTerminal = false) {
  const written: string[] = [];
  const clock = createManualClock();
  const log = createLog({ level, isTerminal, clock, write: (text) => written.push(text) });
  const lines = (): Record<string, unknown>[] => {
    log.flush();
    return written
      .join('')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  };
  return { log, clock, written, lines, events: createEvents([log.listener]) };
}

describe('log', () => {
  test('a request is one line with its id, timings and statuses', () => {
    const { events, lines } = createObserved('info');
    emitAll(events);
    const [line, ...others] = lines().filter(({ route }) => route === '/v1/prefetch');
    expect(others).toEqual([]);
    expect(line).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      request_id: 'req-1',
      method: 'POST',
      route: '/v1/prefetch',
      status: 200,
      duration_ms: 35,
      stages: { facts: 0.1, queue: 2, inference: 30, graph: 1.2, corpus: 33 },
      sources: { graph: 'ok', corpus: 'partial/no_embedding' },
      msg: 'request',
    });
  });

  test('nothing of what an error says is written when it is not ours', () => {
    const { events, lines } = createObserved();
    const redis = Object.assign(
      new Error('WRONGTYPE for value {"question":"Will I marry?"}\n    at Seoul-1990-01-01:1:1'),
      {
        code: 'ECONNREFUSED',
      },
    );
    events.fault({ where: 'cache', error: new ServiceError('worker_error', 'A worker died', { cause: redis }) });
    events.fault({ where: 'cache', error: 'Will I marry?' });
    events.fault({ where: 'cache', error: Object.assign(new Error(''), { name: 'Will I', code: 'marry, and when?' }) });
    const text = JSON.stringify(lines());
    expect(text).not.toContain('marry');
    expect(text).not.toContain('1990');
    expect(text).toContain('ECONNREFUSED');
    expect(text).toContain('A worker died');
    expect(text).toContain('log.test.ts:');
  });

  test('a chain of causes is cut when it goes in circles', () => {
    const error = new Error('a');
    error.cause = error;
    expect(describeFault(error).length).toBe(4);
  });

  test('level is error for a server fault, warn for a refusal, debug for a probe, info otherwise', () => {
    const { events, lines } = createObserved();
    for (const [route, status] of [
      ['/v1/prefetch', 500],
      ['/v1/prefetch', 429],
      ['/health/ready', 503],
      ['/metrics', 200],
      ['/v1/prefetch', 200],
      ['/healthy', 200],
    ] as const)
      events.request({ route, status, durationMs: 1 });
    expect(lines().map(({ level }) => level)).toEqual(['error', 'warn', 'debug', 'debug', 'info', 'info']);
  });

  test('nothing is written below the level, and nothing at all when it is silent', () => {
    const warn = createObserved('warn');
    warn.events.request({ route: '/v1/prefetch', status: 200, durationMs: 1 });
    expect(warn.lines()).toEqual([]);
    const silent = createObserved('silent');
    emitAll(silent.events);
    expect(silent.lines()).toEqual([]);
  });

  test('lines are written together within 50 ms, and at once when a fault is among them', () => {
    const { events, clock, written } = createObserved();
    for (let index = 0; index < 10; index += 1) events.request({ route: '/v1/prefetch', status: 200, durationMs: 1 });
    expect(written.length).toBe(0);
    clock.advance(50);
    expect(written.length).toBe(1);
    events.request({ route: '/v1/prefetch', status: 200, durationMs: 1 });
    events.fault({ where: 'source', error: new Error('x') });
    expect(written.length).toBe(2);
  });

  test('what waits is bounded when the clock stands still', () => {
    const { events, written } = createObserved();
    for (let index = 0; index < 2000; index += 1) events.request({ route: '/v1/prefetch', status: 200, durationMs: 1 });
    expect(written.length).toBeGreaterThan(1);
  });

  test('the last lines are written when the log is disposed', () => {
    const { log, events, written } = createObserved();
    events.jobRetried();
    log[Symbol.dispose]();
    expect(written.join('')).toContain('job retried');
  });

  test('a terminal gets one readable line a request', () => {
    const { log, events, written } = createObserved('info', true);
    emitAll(events);
    log.flush();
    const lines = written.join('').split('\n');
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} .*WARN .* request 200 POST \/v1\/prefetch 35 ms stages=\{facts:0\.1/,
    );
    expect(lines[0]).toEndWith('sources={graph:ok corpus:partial/no_embedding} req-1');
  });
});
