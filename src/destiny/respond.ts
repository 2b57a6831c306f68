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
  readonly isHit: boolean;
  /**
   * Writes the answer. To be called once, when it is sent: a copy of 40 KB for every answer would cost as much as a third
   * of writing it.
   */
  write(): WrittenAnswer;
};

export type WrittenAnswer = {
  /** The whole answer in UTF-8: a view that is true until the next answer is written, so until anything is awaited. */
  readonly json: Uint8Array<ArrayBuffer>;
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
      const made = parseStored(stored, (stable) => json.bytes(bodies.encode(known.resultKey, stable)));
      const { warnings } = known;
      return toResponded(made, { json, clock, startedAt, context, warnings, isHit: true, factsMs: 0, startMs: 0 });
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
      const found = stored === undefined ? undefined : parseStored(stored, (stable) => json.raw(stable));
      const startMs = clock.now() - startedAt;
      let made = found ?? (await make(request, { ...options, json, isExplained, signal: context.signal }));
      // Nothing degraded is stored: the next call may fare better.
      if (results && !found && made.isStorable) {
        const text = writeStored(made, json);
        await results.set(key, text);
        made = { ...made, writeStable: parseStored(text, (stable) => json.raw(stable)).writeStable };
      }
      const { text, acceptLanguage } = context;
      if (results && text !== undefined && mode === 'default' && (found || made.isStorable))
        bodies.remember(text, { acceptLanguage, resultKey: key, warnings });
      return toResponded(made, {
        json,
        clock,
        startedAt,
        context,
        warnings,
        isHit: found !== undefined,
        factsMs,
        startMs,
      });
    },
  };
}

type Telling = {
  json: AnswerJson;
  clock: Clock;
  startedAt: number;
  context: CallContext;
  /** Of the request; those of the prefetch come with what it made. */
  warnings: readonly string[];
  isHit: boolean;
  factsMs: number;
  startMs: number;
};

function toResponded(made: Made, telling: Telling): Responded {
  const { json, clock, startedAt, context, warnings, isHit, factsMs, startMs } = telling;
  return {
    isHit,
    write() {
      json.clear();
      made.writeStable();
      const tookMs = clock.now() - startedAt;
      json.literal(',');
      json.members({
        prefetch_time_ms: Math.round(tookMs * 1000) / 1000,
        cache_hit: isHit,
        warnings: [...warnings, ...made.warnings],
        request_id: context.requestId,
      });
      json.literal('}');
      return { json: json.view(), tookMs, stages: placeStages(made.stages, { factsMs, startMs, tookMs }) };
    },
  };
}

type Made = {
  /** Writes the stable part, without its last brace. */
  writeStable(): void;
  warnings: readonly string[];
  isStorable: boolean;
  stages: readonly StageTiming[];
};

async function make(
  request: PrefetchRequest,
  options: RespondOptions & { json: AnswerJson; isExplained: boolean; signal: AbortSignal },
): Promise<Made> {
  const answer = await options.prefetch(request, { signal: options.signal });
  const stable = {
    answer,
    pack: options.index.pack,
    model: options.model.id,
    locale: request.locale,
    isExplained: options.isExplained,
    labelFact: options.labelFact,
  };
  const isDisabled = [...answer.sources.values()].some((result) => result.reason === 'disabled');
  const { warnings, stages } = answer;
  return {
    writeStable: () => writeStableAnswer(options.json, stable),
    warnings,
    isStorable: !answer.isDegraded && !isDisabled,
    stages,
  };
}

/** A stored answer is two lines of JSON: the stable part, and the warnings that belong to it. */
function writeStored({ writeStable, warnings }: Made, json: AnswerJson): string {
  json.clear();
  writeStable();
  return `${new TextDecoder().decode(json.view())}}\n${JSON.stringify(warnings)}`;
}

function parseStored(text: string, write: (stable: string) => void): Made {
  const end = text.lastIndexOf('\n');
  const warnings: unknown = JSON.parse(text.slice(end + 1));
  const isList = Array.isArray(warnings) && warnings.every((warning) => typeof warning === 'string');
  const writeStable = (): void => write(text.slice(0, end - 1));
  return { writeStable, warnings: isList ? warnings : [], isStorable: false, stages: [] };
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
