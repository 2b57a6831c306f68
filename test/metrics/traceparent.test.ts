import { describe, expect, test } from 'bun:test';
import { parseTraceparent } from '../../src/metrics/traceparent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('traceparent', () => {
  test('gives trace, span and flags when it is valid', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 1 });
  });

  test('is read as version 00 when its version is later', () => {
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-00-more`)?.traceFlags).toBe(0);
  });

  for (const header of [
    undefined,
    '',
    'hello',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}`,
    `x00-${TRACE}-${SPAN}-01`,
  ])
    test(`is ignored when it is ${header?.slice(0, 12) || 'absent'}`, () => {
      expect(parseTraceparent(header)).toBeUndefined();
    });
});
