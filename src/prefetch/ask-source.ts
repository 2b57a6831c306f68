// Asks one source and turns whatever it does (answer, throw, hang, return rubbish) into a result with a status and a
// reason. What one source does never reaches another.

import type { Events } from '../kernel/events.ts';
import type { Source, SourceOutcome, SourceRequest } from '../sources/source.ts';
import { isOutcome } from './is-outcome.ts';
import { emptyResult, type SourceResult } from './types.ts';

const LATE = Symbol('late');

export type AskOptions = {
  readonly request: SourceRequest;
  /** Resolves when the source's time is up; asked for only where there is something to wait for. */
  expired(): Promise<void>;
  readonly events: Events;
  /** Milliseconds since the prefetch began. */
  elapsedMs(): number;
};

/** Never rejects. A source that answers after its time is heard no more; its late fault is reported. */
export async function askSource(source: Source, options: AskOptions): Promise<SourceResult> {
  const startMs = options.elapsedMs();
  const settled = settle(source, { ...options, startMs });
  const result = settled instanceof Promise ? await settled : settled;
  const { status, reason, tookMs } = result;
  options.events.source({ source: source.name, status, reason, durationMs: tookMs });
  return result;
}

type SettleOptions = AskOptions & { readonly startMs: number };

/** A source that answers at once needs no timer and no race. */
function settle(source: Source, options: SettleOptions): SourceResult | Promise<SourceResult> {
  try {
    const pending = source.retrieve(options.request);
    return pending instanceof Promise ? settleLater(pending, options) : toResult(pending, options);
  } catch (error) {
    return toFailure(error, options);
  }
}

async function settleLater(pending: Promise<SourceOutcome>, options: SettleOptions): Promise<SourceResult> {
  const { expired, events } = options;
  try {
    const outcome = await Promise.race([pending, expired().then(() => LATE)]);
    if (outcome !== LATE) return toResult(outcome, options);
    pending.catch((error: unknown) => events.fault({ where: 'late_source', error }));
    return emptyResult('timeout', 'deadline', timesOf(options));
  } catch (error) {
    return toFailure(error, options);
  }
}

function toResult(outcome: unknown, options: SettleOptions): SourceResult {
  if (!isOutcome(outcome)) return emptyResult('error', 'bad_output', timesOf(options));
  const { status, reason, items, rules = [], edges = [] } = outcome;
  return { status, reason, ...timesOf(options), items, rules, edges };
}

function toFailure(error: unknown, options: SettleOptions): SourceResult {
  options.events.fault({ where: 'source', error });
  return emptyResult('error', 'source_error', timesOf(options));
}

function timesOf({ startMs, elapsedMs }: SettleOptions): { startMs: number; tookMs: number } {
  return { startMs, tookMs: elapsedMs() - startMs };
}
