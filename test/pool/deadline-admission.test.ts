import { describe, expect, test } from 'bun:test';
import { ServiceError } from '../../src/kernel/errors.ts';
import { dropHopeless, findRefusal, Pace } from '../../src/pool/admission.ts';
import type { Job } from '../../src/pool/ports.ts';
import { JobQueue } from '../../src/pool/queue.ts';
import { Ticket } from '../../src/pool/ticket.ts';
import { ManualClock } from '../fixtures/manual-clock.ts';
import { codeOf } from '../fixtures/settled.ts';

const clock = new ManualClock();
/** One worker at 1.5 ms a token: 100 tokens are 150 ms. */
const pace = new Pace();
const LIMITS = { maxQueue: 256, workers: 1, pace, now: 0 };

function job(options: Partial<Job> = {}): Job {
  return { tokenIds: new Int32Array(100), cost: 100, lane: 'query', ...options };
}

function queueOf(...jobs: Job[]): { queue: JobQueue; tickets: Ticket[] } {
  const queue = new JobQueue();
  const tickets = jobs.map((each) => new Ticket(each, clock, () => undefined));
  for (const ticket of tickets) queue.add(ticket);
  return { queue, tickets };
}

describe('findRefusal', () => {
  test('refuses at once a job that might end after its deadline, and says when to come back', () => {
    const { queue } = queueOf(job(), job());
    const refusal = findRefusal(job({ deadlineAt: 500 }), queue, LIMITS);
    expect(refusal).toBeInstanceOf(ServiceError);
    expect(refusal).toMatchObject({ code: 'overloaded', retryAfterMs: 300 });
  });

  test('lets a job wait that ends in time even if it runs long, and any without a deadline', () => {
    const { queue } = queueOf(job(), job());
    expect(findRefusal(job({ deadlineAt: 600 }), queue, LIMITS)).toBeUndefined();
    expect(findRefusal(job(), queue, LIMITS)).toBeUndefined();
  });
});

describe('a pace that a slow moment has spoilt', () => {
  /** What a hundred runs of a stalled machine leave behind: 100 ms a token. */
  const spoilt = new Pace();
  for (let run = 0; run < 100; run++) spoilt.observe(1000, 10);

  test('refuses no job while none waits before it, so that the next runs correct the pace', () => {
    const { queue } = queueOf();
    expect(findRefusal(job({ deadlineAt: 1000 }), queue, { ...LIMITS, pace: spoilt })).toBeUndefined();
  });

  test('drops no job that waits alone', () => {
    const { queue } = queueOf(job({ deadlineAt: 1000 }));
    dropHopeless(queue, { startAt: 0, pace: spoilt });
    expect(queue.count('query')).toBe(1);
  });
});

describe('pace', () => {
  test('is not moved by probes, whose one token costs as much as a whole short text', () => {
    const probed = new Pace();
    for (let probe = 0; probe < 100; probe++) probed.observe(8, 0);
    expect(probed.msPerToken).toBe(new Pace().msPerToken);
  });
});

describe('dropHopeless', () => {
  test('takes out what might not end in time any more, and leaves the rest', async () => {
    const { queue, tickets } = queueOf(job({ deadlineAt: 1100 }), job({ deadlineAt: 1130 }), job());
    const codes = tickets.map((ticket) => codeOf(ticket.promise));
    dropHopeless(queue, { startAt: 900, pace });
    expect(queue.count('query')).toBe(2);
    expect(await codes[0]).toBe('timeout');
  });
});
