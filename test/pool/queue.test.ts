import { describe, expect, test } from 'bun:test';
import { JobQueue } from '../../src/pool/queue.ts';
import { Ticket } from '../../src/pool/ticket.ts';
import { ManualClock } from '../fixtures/manual-clock.ts';
import { jobOf } from '../fixtures/pool.ts';

function setUp() {
  const clock = new ManualClock();
  const queue = new JobQueue();
  const add = (id: number, job: Parameters<typeof jobOf>[1]) =>
    queue.add(new Ticket(jobOf(id, job), clock, () => undefined));
  const take = () => queue.take(clock.now())?.job.tokenIds[0];
  return { clock, queue, add, take };
}

describe('the queue', () => {
  test('gives the cheapest query first, and equals in their order', () => {
    const { add, take } = setUp();
    for (const [id, cost] of [
      [1, 30],
      [2, 10],
      [3, 10],
      [4, 20],
    ] as const)
      add(id, { cost });
    expect([take(), take(), take(), take(), take()]).toEqual([2, 3, 4, 1, undefined]);
  });

  test('gives an expensive query before a cheap one that came a second later', () => {
    const { clock, add, take } = setUp();
    add(1, { cost: 512 });
    clock.advance(1_100);
    add(2, { cost: 5 });
    expect(take()).toBe(1);
  });

  test('never starves an expensive query under a stream of cheap ones', () => {
    const { clock, add, take } = setUp();
    add(999, { cost: 512 });
    const taken: unknown[] = [];
    for (let id = 1; id <= 300 && !taken.includes(999); id++) {
      add(id, { cost: 5 });
      clock.advance(10);
      taken.push(take());
    }
    expect(taken).toContain(999);
  });

  test('gives bulk work in its order, behind every query', () => {
    const { add, take } = setUp();
    add(1, { lane: 'bulk', cost: 50 });
    add(2, { lane: 'bulk', cost: 5 });
    add(3, { cost: 512 });
    expect([take(), take(), take()]).toEqual([3, 1, 2]);
  });

  test('never starves bulk work under a stream of queries', () => {
    const { clock, add, take } = setUp();
    add(999, { lane: 'bulk' });
    clock.advance(2_001);
    for (let id = 1; id <= 8; id++) add(id, {});
    expect([take(), take(), take(), take()]).toContain(999);
  });

  test('counts and weighs by lane, and forgets what was removed', () => {
    const { clock, queue, add } = setUp();
    add(1, { cost: 30 });
    add(2, { cost: 50, lane: 'bulk' });
    const left = new Ticket(jobOf(3, { cost: 1 }), clock, () => undefined);
    queue.add(left);
    queue.remove(left);
    queue.remove(left);
    expect([queue.count('query'), queue.count('bulk')]).toEqual([1, 1]);
    expect([queue.costBefore('query'), queue.costBefore('bulk')]).toEqual([30, 80]);
    expect(queue.takeAll()).toHaveLength(2);
    expect(queue.count('query')).toBe(0);
  });
});
