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
import type { Question, Source, SourceRequest } from '../sources/source.ts';
import { segment } from '../text/segment.ts';
import { askSource } from './ask-source.ts';
import { embedQuestion, type QuestionEmbedding } from './embed-question.ts';
import { packContext } from './pack-context.ts';
import { PrefetchScope } from './scope.ts';
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

/** The returned function rejects only when its caller has gone. */
export function createPrefetch(options: PrefetchOptions): Prefetch {
  return async (request, { signal }) => {
    signal.throwIfAborted();
    using scope = new PrefetchScope({ signal, clock: options.clock });
    const run: Run = { ...options, request, scope };
    const embedding = startEmbedding(run);
    // One turn for the question to reach its worker: what the sources prepare while it runs costs no time.
    if (embedding) await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const sources = await askAll(run, embedding);
    signal.throwIfAborted();
    return assemble(run, { sources, embedding: await embedding });
  };
}

type Run = PrefetchOptions & { readonly request: PrefetchRequest; readonly scope: PrefetchScope };

/** Why a source is not asked; undefined for one that is. */
function skipReason({ request, isDisabled }: Run, source: Source): 'disabled' | 'not_requested' | undefined {
  if (isDisabled) return 'disabled';
  const isUnwanted = request.sources?.has(source.name) === false || request.limits.get(source.name) === 0;
  return isUnwanted ? 'not_requested' : undefined;
}

function startEmbedding(run: Run): Promise<QuestionEmbedding> | undefined {
  const { request, scope, embedder, events, sources } = run;
  const isWanted = [...sources.values()].some((source) => skipReason(run, source) === undefined);
  if (request.question === undefined || !isWanted) return undefined;
  const patienceMs = request.deadlineMs - CLOSING_MS - SEARCH_MS;
  return embedQuestion(request.question, {
    embedder,
    events,
    signal: scope.signal,
    deadlineAt: scope.startedAt + patienceMs,
    expired: scope.after(patienceMs),
    elapsedMs: () => scope.elapsedMs(),
  });
}

async function askAll(run: Run, embedding: Promise<QuestionEmbedding> | undefined): Promise<Map<string, SourceResult>> {
  const { request, scope, events } = run;
  const question = toQuestion(request, embedding);
  let timer: Promise<void> | undefined;
  const expired = (): Promise<void> => {
    timer ??= scope.after(request.deadlineMs - CLOSING_MS);
    return timer;
  };
  const results = [...run.sources.values()].map(async (source): Promise<[string, SourceResult]> => {
    const reason = skipReason(run, source);
    if (reason) return [source.name, emptyResult('skipped', reason)];
    const limit = Math.min(source.limit, request.limits.get(source.name) ?? source.limit);
    const { facts, theme, locale } = request;
    const asked: SourceRequest = {
      facts,
      theme,
      locale,
      question,
      limit,
      // Most sources never ask for it.
      get signal() {
        return scope.signal;
      },
    };
    const elapsedMs = (): number => scope.elapsedMs();
    return [source.name, await askSource(source, { request: asked, expired, events, elapsedMs })];
  });
  return new Map(await Promise.all(results));
}

function toQuestion(
  { question }: PrefetchRequest,
  embedding: Promise<QuestionEmbedding> | undefined,
): Question | undefined {
  if (question === undefined || embedding === undefined) return undefined;
  return { text: question, terms: new Set(segment(question)), embedding: embedding.then(({ vector }) => vector) };
}

type Gathered = { sources: ReadonlyMap<string, SourceResult>; embedding: QuestionEmbedding | undefined };

function assemble(run: Run, { sources, embedding }: Gathered): PrefetchAnswer {
  const { locale, tokenBudget } = run.request;
  const startMs = run.scope.elapsedMs();
  const sections = [...sources].map(([source, result]) => ({
    source,
    result,
    heading: run.headings.get(source)?.[locale] ?? source,
  }));
  const context = packContext(sections, tokenBudget);
  const packing = { stage: 'packing', kind: 'stage', startMs, durationMs: run.scope.elapsedMs() - startMs } as const;
  const stages = [...(embedding ? embeddingStages(embedding) : []), packing];
  for (const { stage, durationMs } of stages) run.events.stage({ stage, durationMs });
  return {
    sources,
    context,
    isDegraded: [...sources.values()].some((result) => isDegradedStatus(result.status)),
    warnings: embedding?.warning === undefined ? [] : [embedding.warning],
    stages: [...stages, ...[...sources].map(([source, result]) => sourceStage(source, result))],
  };
}

function embeddingStages({ startMs, durationMs, timings }: QuestionEmbedding): StageTiming[] {
  const whole: StageTiming = { stage: 'embedding', kind: 'stage', startMs, durationMs };
  if (!timings) return [whole];
  const { queueMs, inferenceMs } = timings;
  // A worker's run ends when the embedding does; what lies before it is the queue, and before that the tokenizer.
  const runMs = Math.max(startMs, startMs + durationMs - inferenceMs);
  return [
    whole,
    { stage: 'queue', kind: 'queue', startMs: Math.max(startMs, runMs - queueMs), durationMs: queueMs },
    { stage: 'inference', kind: 'inference', startMs: runMs, durationMs: inferenceMs },
  ];
}

function sourceStage(source: string, { startMs, tookMs, status, reason }: SourceResult): StageTiming {
  return { stage: source, kind: 'source', startMs, durationMs: tookMs, status, reason };
}
