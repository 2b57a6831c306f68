// Asks one source and turns whatever it does (answer, throw, hang, return rubbish) into a result with a status and a
// reason. What one source does never reaches another.

import type { Events } from '../kernel/events.ts';
import type { Source, SourceRequest } from '../sources/source.ts';
import { isOutcome } from './is-outcome.ts';
import { emptyResult, type SourceResult } from './types.ts';

const LATE = Symbol('late');

export type AskOptions = {
  readonly request: SourceRequest;
  /** Resolves when the source's time is up. */
  readonly expired: Promise<void>;
  readonly events: Events;
  /** Milliseconds since the prefetch began. */
  elapsedMs(): number;
};

/** Never rejects. A source that answers after its time is heard no more; its late fault is reported. */
export async function askSource(source: Source, options: AskOptions): Promise<SourceResult> {
  const result = await settle(source, { ...options, startMs: options.elapsedMs() });
  const { status, reason, tookMs } = result;
  options.events.source({ source: source.name, status, reason, durationMs: tookMs });
  return result;
}

async function settle(source: Source, options: AskOptions & { startMs: number }): Promise<SourceResult> {
  const { request, expired, events, elapsedMs, startMs } = options;
  const times = () => ({ startMs, tookMs: elapsedMs() - startMs });
  try {
    const pending = source.retrieve(request);
    const outcome = pending instanceof Promise ? await Promise.race([pending, expired.then(() => LATE)]) : pending;
    if (outcome === LATE) {
      if (pending instanceof Promise) pending.catch((error: unknown) => events.fault({ where: 'late_source', error }));
      return emptyResult('timeout', 'deadline', times());
    }
    if (!isOutcome(outcome)) return emptyResult('error', 'bad_output', times());
    const { status, reason, items, rules = [], edges = [] } = outcome;
    return { status, reason, ...times(), items, rules, edges };
  } catch (error) {
    events.fault({ where: 'source', error });
    return emptyResult('error', 'source_error', times());
  }
}
