import { describe, expect, test } from 'bun:test';
import { ServiceError } from '../../src/kernel/errors.ts';
import { SingleFlight } from '../../src/kernel/single-flight.ts';
import { codeOf } from '../fixtures/settled.ts';

function setUp() {
  const flights = new SingleFlight<number>();
  const work = Promise.withResolvers<number>();
  const signals: AbortSignal[] = [];
  const start = (signal: AbortSignal) => {
    signals.push(signal);
    return work.promise;
  };
  return { flights, work, signals, start };
}

describe('single flight', () => {
  test('computes equal keys once while they wait', async () => {
    const { flights, work, signals, start } = setUp();
    const waiting = [flights.run('a', start), flights.run('a', start), flights.run('a', start)];
    work.resolve(7);
    expect(await Promise.all(waiting)).toEqual([7, 7, 7]);
    expect([signals.length, flights.size]).toEqual([1, 0]);
  });

  test('computes other keys apart, and the same key again when it is done', async () => {
    const { flights, work, signals, start } = setUp();
    work.resolve(7);
    await Promise.all([flights.run('a', start), flights.run('b', start)]);
    await flights.run('a', start);
    expect(signals).toHaveLength(3);
  });

  test('gives a failure to all who wait, and does not remember it', async () => {
    const { flights, work, start } = setUp();
    const waiting = [codeOf(flights.run('a', start)), codeOf(flights.run('a', start))];
    work.reject(new ServiceError('overloaded', 'Full'));
    expect(await Promise.all(waiting)).toEqual(['overloaded', 'overloaded']);
    expect(await flights.run('a', async () => 8)).toBe(8);
  });

  test('lets one waiter leave and keeps the work for the others', async () => {
    const { flights, work, signals, start } = setUp();
    const leaving = new AbortController();
    const left = codeOf(flights.run('a', start, leaving.signal));
    const stays = flights.run('a', start);
    leaving.abort();
    expect(await left).toBe('cancelled');
    expect(signals[0]?.aborted).toBe(false);
    work.resolve(7);
    expect(await stays).toBe(7);
  });

  test('aborts the work when the last waiter leaves, and starts anew for the next', async () => {
    const { flights, signals, start } = setUp();
    const leaving = new AbortController();
    const both = [flights.run('a', start, leaving.signal), flights.run('a', start, leaving.signal)].map(codeOf);
    leaving.abort();
    expect(await Promise.all(both)).toEqual(['cancelled', 'cancelled']);
    expect([signals[0]?.aborted, flights.size]).toEqual([true, 0]);
    expect(await flights.run('a', async () => 8)).toBe(8);
  });

  test('starts nothing for a caller that has already left', async () => {
    const { flights, signals, start } = setUp();
    expect(await codeOf(flights.run('a', start, AbortSignal.abort()))).toBe('cancelled');
    expect(signals).toHaveLength(0);
  });

  test('keeps the work that follows an abandoned one when the abandoned one ends late', async () => {
    const { flights, work, start } = setUp();
    const leaving = new AbortController();
    const left = codeOf(flights.run('a', start, leaving.signal));
    leaving.abort();
    await left;
    const second = Promise.withResolvers<number>();
    const next = flights.run('a', () => second.promise);
    work.resolve(7);
    await work.promise;
    expect(flights.size).toBe(1);
    second.resolve(8);
    expect(await next).toBe(8);
  });
});
