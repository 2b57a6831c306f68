// The last slow requests as bars, like a browser's network panel. A bounded ring of timings: no question, no chart.

import type { Bar } from '../kernel/events.ts';
import type { Listener } from './observe.ts';
import { isDegraded } from './record.ts';

export type Timeline = {
  readonly requestId: string;
  readonly route: string;
  readonly status: number;
  readonly startedAt: string;
  readonly totalMs: number;
  readonly bars: readonly Bar[];
};

export type TimelinesOptions = {
  /** Milliseconds since 1970. */
  wallNow(): number;
  /** How many are kept. */
  readonly capacity?: number;
};

export type Timelines = {
  readonly listener: Listener;
  /** Newest first. */
  list(): readonly Timeline[];
};

/** A request is slow when it is among the slowest twentieth, whatever "slow" means for this pack and machine. */
const SLOW_SHARE = 0.05;
/** Step of the estimate: it follows a change of load within some hundred requests. */
const STEP = 0.1;
/** More bars than stages and sources exist are a fault of the caller. */
const MAX_BARS = 40;

/** Keeps requests with a trace that were slow, failed (5xx) or had a degraded source. */
export function createTimelines({ wallNow, capacity = 50 }: TimelinesOptions): Timelines {
  const ring: Timeline[] = [];
  let next = 0;
  const isSlow = createSlowness();
  return {
    listener: {
      request({ route, status, durationMs, trace }) {
        if (!trace || trace.bars.length === 0) return;
        const isWorthKeeping =
          isSlow(durationMs) || status >= 500 || trace.bars.some((bar) => isDegraded(bar.status ?? ''));
        if (!isWorthKeeping) return;
        const startedAt = new Date(wallNow() - durationMs).toISOString();
        const bars = trace.bars.slice(0, MAX_BARS);
        ring[next] = { requestId: trace.requestId, route, status, startedAt, totalMs: durationMs, bars };
        next = (next + 1) % capacity;
      },
    },
    list: () => [...ring.slice(next), ...ring.slice(0, next)].reverse(),
  };
}

/** Tells whether a duration is above a running estimate of the 95th percentile. The estimate is stochastic
 * approximation (Robbins and Monro, 1951) of the logarithm: one multiplication a request, no memory. */
function createSlowness(): (durationMs: number) => boolean {
  const up = Math.exp(STEP * (1 - SLOW_SHARE));
  const down = Math.exp(-STEP * SLOW_SHARE);
  let threshold: number | undefined;
  return (durationMs) => {
    const isAbove = threshold === undefined || durationMs > threshold;
    threshold = threshold === undefined ? durationMs : threshold * (isAbove ? up : down);
    return isAbove;
  };
}
