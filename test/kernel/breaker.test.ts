import { describe, expect, test } from 'bun:test';
import { Breaker } from '../../src/kernel/breaker.ts';
import { ManualClock } from '../fixtures/manual-clock.ts';

function setUp(failures = 2) {
  const clock = new ManualClock();
  const changes: string[] = [];
  return {
    clock,
    changes,
    breaker: new Breaker({ failures, restMs: 100, clock, onChange: (state) => changes.push(state) }),
  };
}

describe('a breaker', () => {
  test('opens when the failures in a row reach the limit', () => {
    const { breaker, changes } = setUp();
    breaker.failed();
    expect(breaker.tryPass()).toBe(true);
    breaker.failed();
    expect(breaker.tryPass()).toBe(false);
    expect([breaker.remainingMs(), ...changes]).toEqual([100, 'open']);
  });

  test('stays closed when a success lies between the failures', () => {
    const { breaker } = setUp();
    breaker.failed();
    breaker.succeeded();
    breaker.failed();
    expect(breaker.state.kind).toBe('closed');
  });

  test('lets one through after the rest, and no other', () => {
    const { breaker, clock } = setUp(1);
    breaker.failed();
    clock.advance(100);
    expect([breaker.tryPass(), breaker.tryPass()]).toEqual([true, false]);
    expect(breaker.state.kind).toBe('half_open');
  });

  test('closes when the one that was let through succeeds', () => {
    const { breaker, clock, changes } = setUp(1);
    breaker.failed();
    clock.advance(100);
    breaker.tryPass();
    breaker.succeeded();
    expect(breaker.tryPass()).toBe(true);
    expect(changes).toEqual(['open', 'half_open', 'closed']);
  });

  test('rests again when the one that was let through fails', () => {
    const { breaker, clock } = setUp(3);
    for (let i = 0; i < 3; i++) breaker.failed();
    clock.advance(100);
    breaker.tryPass();
    breaker.failed();
    expect([breaker.state.kind, breaker.remainingMs()]).toEqual(['open', 100]);
  });

  test('does not rest longer when late failures come in while it is open', () => {
    const { breaker, clock } = setUp(1);
    breaker.failed();
    clock.advance(60);
    breaker.failed();
    expect(breaker.remainingMs()).toBe(40);
  });
});
