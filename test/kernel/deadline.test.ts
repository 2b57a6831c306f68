import { describe, expect, test } from 'bun:test';
import { abortable, Deadline } from '../../src/kernel/deadline.ts';
import { ServiceError } from '../../src/kernel/errors.ts';
import { ManualClock } from '../fixtures/manual-clock.ts';
import { codeOf } from '../fixtures/settled.ts';

describe('a deadline', () => {
  test('aborts with a timeout when its time is over', () => {
    const clock = new ManualClock();
    using deadline = new Deadline(100, { clock });
    clock.advance(99);
    expect([deadline.signal.aborted, deadline.remainingMs()]).toEqual([false, 1]);
    clock.advance(1);
    expect(deadline.signal.reason).toMatchObject({ code: 'timeout' });
    expect(deadline.remainingMs()).toBe(0);
  });

  test('aborts with its parent and keeps the reason', () => {
    const parent = new AbortController();
    using deadline = new Deadline(100, { parent: parent.signal, clock: new ManualClock() });
    parent.abort(new ServiceError('unavailable', 'Draining'));
    expect(deadline.signal.reason).toMatchObject({ code: 'unavailable' });
  });

  test('is over at once when its parent already is', () => {
    using deadline = new Deadline(100, { parent: AbortSignal.abort(), clock: new ManualClock() });
    expect(deadline.signal.aborted).toBe(true);
  });

  test('leaves no timer behind and stays silent when it was disposed', () => {
    const clock = new ManualClock();
    const parent = new AbortController();
    const deadline = new Deadline(100, { parent: parent.signal, clock });
    deadline[Symbol.dispose]();
    parent.abort();
    expect([clock.pending, deadline.signal.aborted]).toEqual([0, false]);
  });
});

describe('abortable', () => {
  test('passes on what the promise gives', async () => {
    expect(await abortable(Promise.resolve(1), new AbortController().signal)).toBe(1);
    expect(await abortable(Promise.resolve(2), undefined)).toBe(2);
    expect(await codeOf(abortable(Promise.reject(new ServiceError('not_found', 'x')), undefined))).toBe('not_found');
  });

  test('rejects with cancelled when the signal aborts first', async () => {
    const leaving = new AbortController();
    const waiting = abortable(new Promise(() => undefined), leaving.signal);
    leaving.abort();
    expect(await codeOf(waiting)).toBe('cancelled');
  });

  test('rejects with the reason of the signal when that is a ServiceError', async () => {
    const reason = new ServiceError('timeout', 'Late');
    expect(await codeOf(abortable(new Promise(() => undefined), AbortSignal.abort(reason)))).toBe('timeout');
  });
});
