// Counts one phase of a load: outcomes, latencies, waits. It sends nothing and knows no clock.

import { createLatency } from '../harness/latency.ts';
import { OUTCOMES, type Phase, type PhaseReport, type RequestOutcome } from './plan.ts';

export type Answered = {
  readonly outcome: RequestOutcome;
  /** Milliseconds since the phase began. */
  readonly intendedMs: number;
  readonly sentMs: number;
  readonly doneMs: number;
  readonly queueMs: number | undefined;
};

export class PhaseTally {
  readonly phase: Phase;
  readonly #slowMs: number;
  readonly #latency = byOutcome(createLatency);
  readonly #queue = createLatency();
  readonly #lag = createLatency();
  #timely = 0;
  #lastBadMs = 0;
  #lastDoneMs = 0;

  constructor(phase: Phase, slowMs: number) {
    this.phase = phase;
    this.#slowMs = slowMs;
  }

  add({ outcome, intendedMs, sentMs, doneMs, queueMs }: Answered): void {
    const latencyMs = doneMs - intendedMs;
    this.#latency[outcome].record(latencyMs);
    this.#lag.record(sentMs - intendedMs);
    if (queueMs !== undefined) this.#queue.record(queueMs);
    const isOpen = this.phase.rate !== undefined;
    if (outcome === 'ok' && !(isOpen && doneMs > this.phase.seconds * 1000)) this.#timely += 1;
    if (outcome !== 'ok' || latencyMs > this.#slowMs) this.#lastBadMs = Math.max(this.#lastBadMs, intendedMs);
    this.#lastDoneMs = Math.max(this.#lastDoneMs, doneMs);
  }

  /** A closed loop is over when its last answer is there, an open one when its arrivals end. */
  report(): PhaseReport {
    const { name, seconds, rate } = this.phase;
    const latency = byOutcome((outcome) => this.#latency[outcome].summary());
    return {
      name,
      seconds: rate === undefined ? this.#lastDoneMs / 1000 : seconds,
      counts: byOutcome((outcome) => latency[outcome].count),
      timely: this.#timely,
      latency,
      queue: this.#queue.summary(),
      lag: this.#lag.summary(),
      encoded: this.#latency.ok.encode(),
      lastBadMs: this.#lastBadMs,
    };
  }
}

function byOutcome<T>(make: (outcome: RequestOutcome) => T): Record<RequestOutcome, T> {
  // Every outcome is made, so the record is complete.
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, make(outcome)])) as Record<RequestOutcome, T>;
}
