import { describe, expect, test } from 'bun:test';
import { type Events, SILENT } from '../../src/kernel/events.ts';
import { createEvents } from '../../src/metrics/observe.ts';
import { isDegraded } from '../../src/metrics/record.ts';
import { isDegradedStatus, STATUSES } from '../../src/prefetch/types.ts';
import { emitAll } from './fixtures.ts';

/** Notes the name of every event it hears. */
function createWitness(heard: string[]): Events {
  const note = (name: string) => () => void heard.push(name);
  const entries = Object.keys(SILENT).map((name) => [name, note(name)]);
  // One function was made for every event.
  return Object.fromEntries(entries) as Events;
}

describe('events', () => {
  test('every listener hears every event in the order of the listeners', () => {
    const heard: string[] = [];
    const first = createWitness(heard);
    const second = createWitness(heard);
    emitAll(createEvents([first, second]));
    expect(new Set(heard)).toEqual(new Set(Object.keys(SILENT)));
    expect(heard.length).toBe(28);
  });

  test('the others hear an event and a fault when a listener throws', () => {
    const heard: string[] = [];
    const broken = {
      stage(): never {
        throw new Error('no');
      },
      fault(): never {
        throw new Error('again no');
      },
    };
    const events = createEvents([broken, createWitness(heard)]);
    events.stage({ stage: 'packing', durationMs: 1 });
    events.fault({ where: 'source', error: undefined });
    expect(heard).toEqual(['fault', 'stage', 'fault']);
  });

  test('nothing happens when nobody listens', () => {
    expect(() => emitAll(createEvents([]))).not.toThrow();
  });

  test('a degraded status means the same in metrics as in an answer', () => {
    for (const status of STATUSES) expect(isDegraded(status)).toBe(isDegradedStatus(status));
  });
});
