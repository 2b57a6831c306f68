// What each event means in metrics: which counters rise and which histograms it enters. The only such table; every sink
// (Prometheus, DogStatsD) is fed by it.

import type { Events } from '../kernel/events.ts';
import type { MetricSink } from './catalogue.ts';

const MS_PER_SECOND = 1000;
const NO_LABELS: readonly string[] = [];
/** Statuses of an answer that lacks something; `empty` and `skipped` are healthy. */
const DEGRADED: ReadonlySet<string> = new Set(['partial', 'timeout', 'error', 'unavailable']);

export function isDegraded(status: string): boolean {
  return DEGRADED.has(status);
}

export function createRecorder(sink: MetricSink): Events {
  return { ...recordServing(sink), ...recordInference(sink), ...recordFaults(sink) };
}

function recordServing(sink: MetricSink): Pick<Events, 'request' | 'stage' | 'source' | 'cache'> {
  const requests = sink.counter('requests');
  const requestTime = sink.histogram('request');
  const stageTime = sink.histogram('stage');
  const sourceTime = sink.histogram('source');
  const sourceAnswers = sink.counter('sourceAnswers');
  const degraded = sink.counter('degraded');
  const lookups = sink.counter('cache');
  return {
    request({ route, status, durationMs }) {
      requests([route, String(status)], 1);
      requestTime([route], durationMs / MS_PER_SECOND);
    },
    stage: ({ stage, durationMs }) => stageTime([stage], durationMs / MS_PER_SECOND),
    source({ source, status, reason, durationMs }) {
      sourceTime([source], durationMs / MS_PER_SECOND);
      sourceAnswers([source, status], 1);
      if (isDegraded(status)) degraded([source, status, reason ?? 'none'], 1);
    },
    cache: ({ cache, tier, result, count }) => lookups([cache, tier, result], count),
  };
}

function recordInference(
  sink: MetricSink,
): Pick<Events, 'inference' | 'tokenized' | 'jobRefused' | 'jobRetried' | 'workerStopped'> {
  const queueWait = sink.histogram('queueWait');
  const inference = sink.histogram('inference');
  const tokens = sink.counter('tokens');
  const tokenization = sink.histogram('tokenization');
  const truncations = sink.counter('truncations');
  const refused = sink.counter('refused');
  const retried = sink.counter('retried');
  const stops = sink.counter('workerStops');
  return {
    inference(event) {
      queueWait(NO_LABELS, event.queueMs / MS_PER_SECOND);
      inference(NO_LABELS, event.inferenceMs / MS_PER_SECOND);
      tokens(NO_LABELS, event.tokens);
    },
    tokenized({ durationMs, isTruncated }) {
      tokenization(NO_LABELS, durationMs / MS_PER_SECOND);
      if (isTruncated) truncations(NO_LABELS, 1);
    },
    jobRefused: ({ lane }) => refused([lane], 1),
    jobRetried: () => retried(NO_LABELS, 1),
    workerStopped: ({ reason }) => stops([reason], 1),
  };
}

function recordFaults(sink: MetricSink): Pick<Events, 'breaker' | 'fault'> {
  const changes = sink.counter('breakerChanges');
  const faults = sink.counter('faults');
  return {
    breaker: ({ name, state }) => changes([name, state], 1),
    fault: ({ where }) => faults([where], 1),
  };
}
