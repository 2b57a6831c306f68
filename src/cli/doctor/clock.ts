// The doctor on the clock: a wrong date breaks TLS and sessions, a jumping one breaks lifetimes. It asks no time server.

import type { Finding } from './finding.ts';

/** Nothing of this project is older. */
const EARLIEST = Date.UTC(2025, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);
/** The most that two clocks of one machine may part during the other checks. */
const STEP_MS = 1000;

export type ClockReading = { readonly wallMs: number; readonly monotonicMs: number };

export function readClock(): ClockReading {
  return { wallMs: Date.now(), monotonicMs: performance.now() };
}

export function checkClock(begin: ClockReading, end: ClockReading): Finding {
  const found = new Date(end.wallMs).toISOString();
  const advice = 'set the clock or let NTP do so: certificates, sessions and cache lifetimes depend on it';
  if (end.wallMs < EARLIEST || end.wallMs > LATEST) return { check: 'clock', status: 'fail', found, advice };
  const stepMs = Math.abs(end.wallMs - begin.wallMs - (end.monotonicMs - begin.monotonicMs));
  if (stepMs > STEP_MS)
    return { check: 'clock', status: 'warn', found: `${found}, stepped by ${Math.round(stepMs)} ms meanwhile`, advice };
  return { check: 'clock', status: 'ok', found };
}
