// Answers a prefetch call: from the result cache where the same was asked before, else by a prefetch that may be stored.
// The stable part of an answer is kept as it was written, so that a repeated chart costs a lookup and no serialising.

import { resultKey } from '../cache/key.ts';
import type { ResultCache } from '../cache/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Locale } from '../kernel/locale.ts';
import type { Prefetch } from '../prefetch/prefetch.ts';
import type { PrefetchRequest, StageTiming } from '../prefetch/types.ts';
import type { PackIndex } from '../search/pack-index.ts';
import { writeStableAnswer } from './answer.ts';
import { AnswerJson } from './answer-json.ts';
import type { PrefetchBody } from './prefetch-schema.ts';
import { BodyMemory } from './recall.ts';
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
  /** The body as it came: lets the next one like it be answered without being read. */
  readonly text?: string;
};

export type Responded = {
  /** The whole answer as JSON in UTF-8. */
  readonly json: Uint8Array<ArrayBuffer>;
  readonly isHit: boolean;
  readonly tookMs: number;
  readonly stages: readonly StageTiming[];
};

export type Responder = {
  respond(body: PrefetchBody, context: CallContext): Promise<Responded>;
  /** The stored answer to a body that came before, or undefined. */
  recall(text: string, context: CallContext): Promise<Responded | undefined>;
};

export function createResponder(options: RespondOptions): Responder {
  const { clock, index } = options;
  const bodies = new BodyMemory();
  const json = new AnswerJson();
  return {
    async recall(text, context) {
      const startedAt = clock.now();
      const known = options.results && bodies.recall(text, context.acceptLanguage);
      const stored = known && (await options.results?.get(known.resultKey));
      if (!known || stored === undefined) return undefined;
      const made = parseStored(stored, (text) => bodies.encode(known.resultKey, text));
      const tookMs = clock.now() - startedAt;
      return finish(made, { context, warnings: known.warnings, isHit: true, factsMs: 0, startMs: 0, tookMs });
    },
    async respond(body, context) {
      const startedAt = clock.now();
      const { request, warnings } = toPrefetchRequest(body, { index, acceptLanguage: context.acceptLanguage });
      const factsMs = clock.now() - startedAt;
      const isExplained = body.explain ?? false;
      const mode = body.cache ?? 'default';
      const results = mode === 'bypass' ? undefined : options.results;
      const key = results ? resultKey(canonical(request, { ...options, isExplained })) : '';
      const stored = mode === 'default' ? await results?.get(key) : undefined;
      const found = stored === undefined ? undefined : parseStored(stored, (text) => UTF8.encode(text));
      const startMs = clock.now() - startedAt;
      const made = found ?? (await make(request, { ...options, json, isExplained, signal: context.signal }));
      // Nothing degraded is stored: the next call may fare better.
      if (!found && made.isStorable) await results?.set(key, writeStored(made));
      const { text, acceptLanguage } = context;
      if (results && text !== undefined && mode === 'default' && (found || made.isStorable))
        bodies.remember(text, { acceptLanguage, resultKey: key, warnings });
      const tookMs = clock.now() - startedAt;
      return finish(made, { context, warnings, isHit: found !== undefined, factsMs, startMs, tookMs });
    },
  };
}

type Finish = {
  context: CallContext;
  /** Of the request; those of the prefetch come with what it made. */
  warnings: readonly string[];
  isHit: boolean;
  factsMs: number;
  startMs: number;
  tookMs: number;
};

/** Adds what differs from answer to answer. */
function finish(made: Made, { context, warnings, isHit, factsMs, startMs, tookMs }: Finish): Responded {
  const own = JSON.stringify({
    prefetch_time_ms: Math.round(tookMs * 1000) / 1000,
    cache_hit: isHit,
    warnings: [...warnings, ...made.warnings],
    request_id: context.requestId,
  });
  return {
    json: joinBytes(made, `,${own.slice(1)}`),
    isHit,
    tookMs,
    stages: placeStages(made.stages, { factsMs, startMs, tookMs }),
  };
}

const UTF8 = new TextEncoder();

/** An answer's own bytes have room behind them: 40 KB are not copied for the last 150 bytes. */
function joinBytes({ stable: first, isOwn }: Made, second: string): Uint8Array<ArrayBuffer> {
  const rest = UTF8.encode(second);
  const length = first.byteLength + rest.byteLength;
  const hasRoom = isOwn && length <= first.buffer.byteLength;
  const joined = new Uint8Array(hasRoom ? first.buffer : new ArrayBuffer(length), 0, length);
  if (!hasRoom) joined.set(first);
  joined.set(rest, first.byteLength);
  return joined;
}

type Made = {
  /** JSON without its last brace. */
  stable: Uint8Array<ArrayBuffer>;
  /** False where other answers are made of the same bytes. */
  isOwn: boolean;
  warnings: readonly string[];
  isStorable: boolean;
  stages: readonly StageTiming[];
};

async function make(
  request: PrefetchRequest,
  options: RespondOptions & { json: AnswerJson; isExplained: boolean; signal: AbortSignal },
): Promise<Made> {
  const answer = await options.prefetch(request, { signal: options.signal });
  const stable = writeStableAnswer(options.json, {
    answer,
    pack: options.index.pack,
    model: options.model.id,
    locale: request.locale,
    isExplained: options.isExplained,
    labelFact: options.labelFact,
  });
  const isDisabled = [...answer.sources.values()].some((result) => result.reason === 'disabled');
  const { warnings, stages } = answer;
  return { stable, isOwn: true, warnings, isStorable: !answer.isDegraded && !isDisabled, stages };
}

/** A stored answer is two lines of JSON: the stable part, and the warnings that belong to it. */
function writeStored({ stable, warnings }: Made): string {
  return `${new TextDecoder().decode(stable)}}\n${JSON.stringify(warnings)}`;
}

function parseStored(text: string, encode: (stable: string) => Uint8Array<ArrayBuffer>): Made {
  const end = text.lastIndexOf('\n');
  const warnings: unknown = JSON.parse(text.slice(end + 1));
  const isList = Array.isArray(warnings) && warnings.every((warning) => typeof warning === 'string');
  return {
    stable: encode(text.slice(0, end - 1)),
    isOwn: false,
    warnings: isList ? warnings : [],
    isStorable: false,
    stages: [],
  };
}

/** A prefetch counts from its own beginning, an answer from the request's. */
function placeStages(
  stages: readonly StageTiming[],
  { factsMs, startMs, tookMs }: { factsMs: number; startMs: number; tookMs: number },
): StageTiming[] {
  return [
    { stage: 'facts', kind: 'stage', startMs: 0, durationMs: factsMs },
    ...stages.map((stage) => ({ ...stage, startMs: stage.startMs + startMs })),
    { stage: 'total', kind: 'stage', startMs: 0, durationMs: tookMs },
  ];
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
