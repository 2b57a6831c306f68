// Answers a prefetch call: from the result cache where the same was asked before, else by a prefetch that may be stored.
// The stable part of an answer is kept as text, so that a repeated chart costs a lookup and no serialising.

import { resultKey } from '../cache/key.ts';
import type { ResultCache } from '../cache/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Locale } from '../kernel/locale.ts';
import type { Prefetch } from '../prefetch/prefetch.ts';
import type { PrefetchRequest, StageTiming } from '../prefetch/types.ts';
import type { PackIndex } from '../search/pack-index.ts';
import { toStableAnswer } from './answer.ts';
import type { PrefetchBody, StableAnswer } from './prefetch-schema.ts';
import { toPrefetchRequest } from './to-request.ts';

export type RespondOptions = {
  readonly index: PackIndex;
  readonly prefetch: Prefetch;
  /** Undefined keeps no answers. */
  readonly results: ResultCache | undefined;
  /** The embedding model and everything of it that changes a vector. */
  readonly model: { readonly id: string; readonly revision: string };
  readonly clock: Clock;
  labelFact(fact: string, locale: Locale): string;
};

export type CallContext = {
  readonly acceptLanguage: string | undefined;
  readonly requestId: string;
  readonly signal: AbortSignal;
};

export type Responded = {
  /** The whole answer as JSON. */
  readonly json: string;
  /** The stable part alone, for sessions. */
  readonly stable: string;
  readonly isHit: boolean;
  readonly tookMs: number;
  readonly stages: readonly StageTiming[];
};

export type Respond = (body: PrefetchBody, context: CallContext) => Promise<Responded>;

export function createRespond(options: RespondOptions): Respond {
  return async (body, context) => {
    const startedAt = options.clock.now();
    const { request, warnings } = toPrefetchRequest(body, {
      index: options.index,
      acceptLanguage: context.acceptLanguage,
    });
    const factsMs = options.clock.now() - startedAt;
    const mode = body.cache ?? 'default';
    const results = mode === 'bypass' ? undefined : options.results;
    const key = results ? resultKey(canonical(request, { ...options, isExplained: body.explain ?? false })) : '';
    const hit = mode === 'default' ? await results?.get(key) : undefined;
    const made = hit === undefined ? await make(request, { ...options, body, context }) : undefined;
    const stable = hit ?? made?.stable ?? '{}';
    // Nothing degraded is stored: the next call may fare better.
    if (made && !made.isDegraded) await results?.set(key, stable);
    const tookMs = options.clock.now() - startedAt;
    const tail = {
      prefetch_time_ms: Math.round(tookMs * 1000) / 1000,
      cache_hit: hit !== undefined,
      warnings: [...warnings, ...(made?.warnings ?? [])],
      request_id: context.requestId,
    };
    const json = `${stable.slice(0, -1)},${JSON.stringify(tail).slice(1)}`;
    const stages = [
      { stage: 'facts', durationMs: factsMs },
      ...(made?.stages ?? []),
      { stage: 'total', durationMs: tookMs },
    ];
    return { json, stable, isHit: hit !== undefined, tookMs, stages };
  };
}

type Made = { stable: string; isDegraded: boolean; warnings: readonly string[]; stages: readonly StageTiming[] };

async function make(
  request: PrefetchRequest,
  options: RespondOptions & { body: PrefetchBody; context: CallContext },
): Promise<Made> {
  const answer = await options.prefetch(request, { signal: options.context.signal });
  const stable: StableAnswer = toStableAnswer(answer, {
    pack: options.index.pack,
    model: options.model.id,
    locale: request.locale,
    isExplained: options.body.explain ?? false,
    labelFact: options.labelFact,
  });
  const sources = [...answer.sources].map(([source, result]) => ({ stage: source, durationMs: result.tookMs }));
  const isDegraded = answer.isDegraded || [...answer.sources.values()].some((result) => result.reason === 'disabled');
  return {
    stable: JSON.stringify(stable),
    isDegraded,
    warnings: answer.warnings,
    stages: [...answer.stages, ...sources],
  };
}

/** Everything that changes the content of an answer, in a fixed order. */
function canonical(request: PrefetchRequest, options: RespondOptions & { isExplained: boolean }): unknown[] {
  const { pack } = options.index;
  const sources = request.sources ? [...request.sources].sort() : null;
  const limits = [...request.limits].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    pack.name,
    pack.version,
    pack.contentHash,
    options.model.id,
    options.model.revision,
    request.theme.name,
    request.locale,
    request.question ?? null,
    sources,
    limits,
    request.tokenBudget,
    options.isExplained,
    [...request.facts],
  ];
}
