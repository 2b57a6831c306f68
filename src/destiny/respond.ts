// Answers a prefetch call: from the result cache where the same was asked before, else by a prefetch that may be stored.
// The stable part of an answer is kept as it was written, so that a repeated chart costs a lookup and no serialising.

import { resultKey } from '../cache/key.ts';
import type { ResultCache } from '../cache/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Locale } from '../kernel/locale.ts';
import type { Prefetch } from '../prefetch/prefetch.ts';
import type { PrefetchRequest } from '../prefetch/types.ts';
import type { PackIndex } from '../search/pack-index.ts';
import { writeStableAnswer } from './answer.ts';
import { AnswerJson } from './answer-json.ts';
import { type MadeAnswer, parseStored, type Responded, readStable, toResponded, toStored } from './made-answer.ts';
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

export type Responder = {
  respond(body: PrefetchBody, context: CallContext): Promise<Responded>;
  /** The stored answer to a body that came before, or undefined. */
  recall(text: string, context: CallContext): Promise<Responded | undefined>;
};

export function createResponder(options: RespondOptions): Responder {
  const answering: Answering = { ...options, bodies: new BodyMemory(), json: new AnswerJson(options) };
  return {
    recall: (text, context) => recall(text, { ...answering, context }),
    respond: (body, context) => respond(body, { ...answering, context }),
  };
}

type Answering = RespondOptions & { readonly bodies: BodyMemory; readonly json: AnswerJson };
type Call = Answering & { readonly context: CallContext };

async function recall(text: string, call: Call): Promise<Responded | undefined> {
  const { clock, results, bodies, json, context } = call;
  const startedAt = clock.now();
  const known = results && bodies.recall(text, context.acceptLanguage);
  const stored = known && (await results?.get(known.resultKey));
  if (!known || stored === undefined) return undefined;
  const made = parseStored(stored, (stable) => json.bytes(bodies.encode(known.resultKey, stable)));
  const { requestId } = context;
  const { warnings } = known;
  return toResponded(made, { json, clock, startedAt, requestId, warnings, isHit: true, factsMs: 0, startMs: 0 });
}

async function respond(body: PrefetchBody, call: Call): Promise<Responded> {
  const { clock, bodies, json, index } = call;
  const { requestId, acceptLanguage, text } = call.context;
  const startedAt = clock.now();
  const { request, warnings } = toPrefetchRequest(body, { index, acceptLanguage });
  const factsMs = clock.now() - startedAt;
  const isExplained = body.explain ?? false;
  const mode = body.cache ?? 'default';
  const results = mode === 'bypass' ? undefined : call.results;
  const key = results ? resultKey(canonical(request, { ...call, isExplained })) : '';
  const stored = mode === 'default' ? await results?.get(key) : undefined;
  const found = stored === undefined ? undefined : parseStored(stored, (stable) => json.raw(stable));
  const startMs = clock.now() - startedAt;
  const fresh = found ?? (await make(request, { ...call, isExplained }));
  // Nothing degraded is stored: the next call may fare better.
  const made = results && fresh.isStorable ? await store(fresh, { key, results, json }) : fresh;
  if (results && text !== undefined && mode === 'default' && (found || made.isStorable))
    bodies.remember(text, { acceptLanguage, resultKey: key, warnings });
  const isHit = found !== undefined;
  return toResponded(made, { json, clock, startedAt, requestId, warnings, isHit, factsMs, startMs });
}

/** What was stored is sent as it was stored: it is not written twice. */
async function store(
  made: MadeAnswer,
  { key, results, json }: { key: string; results: ResultCache; json: AnswerJson },
): Promise<MadeAnswer> {
  const stable = readStable(made, json);
  await results.set(key, toStored(stable, made.warnings));
  return { ...made, writeStable: () => json.raw(stable) };
}

async function make(request: PrefetchRequest, options: Call & { isExplained: boolean }): Promise<MadeAnswer> {
  const answer = await options.prefetch(request, { signal: options.context.signal });
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
