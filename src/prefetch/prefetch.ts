// The heart: all sources at once under one deadline, one embedding shared by all, one answer with a status per source.
//
//   request ─┬─ question ── embedding (one, or none) ──┐
//            ├─ graph ─────────────(waits for it)──────┤
//            ├─ corpus, persona, domain, cross ────────┼─> results ─> packed context
//            └─ deadline ── ends whatever is not there ┘

import type { Embedder } from '../embedding/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Events } from '../kernel/events.ts';
import type { LocalText } from '../kernel/locale.ts';
import type { Question, Source } from '../sources/source.ts';
import { segment } from '../text/segment.ts';
import { askSource } from './ask-source.ts';
import { embedQuestion, type QuestionEmbedding } from './embed-question.ts';
import { packContext } from './pack-context.ts';
import {
  emptyResult,
  isDegradedStatus,
  type PrefetchAnswer,
  type PrefetchRequest,
  type SourceResult,
  type StageTiming,
} from './types.ts';

/** Kept back from the deadline for packing and for writing the answer. */
const CLOSING_MS = 4;
/** Kept back from the sources' time for search after a late embedding. */
const SEARCH_MS = 8;

export type PrefetchOptions = {
  readonly sources: ReadonlyMap<string, Source>;
  readonly embedder: Embedder;
  readonly headings: ReadonlyMap<string, LocalText>;
  /** RAG_DISABLE: answers at once, every source skipped. */
  readonly isDisabled: boolean;
  readonly events: Events;
  readonly clock: Clock;
};

export type Prefetch = (request: PrefetchRequest, options: { signal: AbortSignal }) => Promise<PrefetchAnswer>;

export function createPrefetch(options: PrefetchOptions): Prefetch {
  return async (request, { signal }) => {
    const { clock, events } = options;
    const startedAt = clock.now();
    const controller = new AbortController();
    using cleanup = new DisposableStack();
    cleanup.defer(() => controller.abort());
    const abort = (): void => controller.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    cleanup.defer(() => signal.removeEventListener('abort', abort));
    signal.throwIfAborted();
    const timer = (delayMs: number): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      cleanup.defer(clock.after(delayMs, resolve));
      return promise;
    };
    const left = Promise.withResolvers<void>();
    controller.signal.addEventListener('abort', () => left.resolve(), { once: true });
    const expired = Promise.race([timer(Math.max(1, request.deadlineMs - CLOSING_MS)), left.promise]);
    const embedding =
      options.isDisabled || request.question === undefined
        ? undefined
        : embedQuestion(request.question, {
            embedder: options.embedder,
            signal: controller.signal,
            deadlineAt: startedAt + request.deadlineMs,
            expired: Promise.race([timer(Math.max(1, request.deadlineMs - CLOSING_MS - SEARCH_MS)), left.promise]),
            events,
            now: clock.now,
          });
    const sources = await askAll(request, { ...options, embedding, expired, signal: controller.signal });
    signal.throwIfAborted();
    return assemble(request, { ...options, sources, embedding: await embedding });
  };
}

type AskAllOptions = PrefetchOptions & {
  embedding: Promise<QuestionEmbedding> | undefined;
  expired: Promise<void>;
  signal: AbortSignal;
};

async function askAll(request: PrefetchRequest, options: AskAllOptions): Promise<ReadonlyMap<string, SourceResult>> {
  const { events, expired, signal, clock } = options;
  const question = toQuestion(request, options.embedding);
  const results = [...options.sources.values()].map(async (source): Promise<[string, SourceResult]> => {
    const limit = Math.min(source.limit, request.limits.get(source.name) ?? source.limit);
    if (options.isDisabled) return [source.name, emptyResult('skipped', 'disabled')];
    if (limit === 0 || request.sources?.has(source.name) === false)
      return [source.name, emptyResult('skipped', 'not_requested')];
    const { facts, theme, locale } = request;
    const asked = { facts, theme, locale, question, limit, signal };
    return [source.name, await askSource(source, { request: asked, expired, events, now: clock.now })];
  });
  return new Map(await Promise.all(results));
}

function toQuestion(
  { question }: PrefetchRequest,
  embedding: Promise<QuestionEmbedding> | undefined,
): Question | undefined {
  if (question === undefined || embedding === undefined) return undefined;
  return { text: question, terms: segment(question), embedding: embedding.then(({ vector }) => vector) };
}

type AssembleOptions = Omit<PrefetchOptions, 'sources'> & {
  sources: ReadonlyMap<string, SourceResult>;
  embedding: QuestionEmbedding | undefined;
};

function assemble(request: PrefetchRequest, options: AssembleOptions): PrefetchAnswer {
  const { sources, embedding, clock, events, headings } = options;
  const { locale, tokenBudget } = request;
  const startedAt = clock.now();
  const sections = [...sources].map(([source, result]) => ({
    source,
    result,
    heading: headings.get(source)?.[locale] ?? source,
  }));
  const packed = packContext(sections, { tokenBudget, locale });
  const stages: StageTiming[] = [
    ...(embedding ? [{ stage: 'embedding', durationMs: embedding.durationMs }] : []),
    ...(embedding?.timings
      ? [
          { stage: 'queue', durationMs: embedding.timings.queueMs },
          { stage: 'inference', durationMs: embedding.timings.inferenceMs },
        ]
      : []),
    { stage: 'packing', durationMs: clock.now() - startedAt },
  ];
  for (const stage of stages) events.stage(stage);
  return {
    sources,
    context: packed.text,
    contextTokens: packed.tokens,
    citations: packed.citations,
    isDegraded: [...sources.values()].some((result) => isDegradedStatus(result.status)),
    warnings: embedding?.warning === undefined ? [] : [embedding.warning],
    stages,
  };
}
