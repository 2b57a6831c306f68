// The one embedding of a question, shared by all sources. It never rejects and never makes a source late: where it
// fails or is not there in time, the sources go on with their other lanes.

import type { Embedder } from '../embedding/ports.ts';
import { toServiceError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import type { Vector } from '../kernel/vector.ts';

export type QuestionEmbedding = {
  readonly vector: Vector | undefined;
  readonly warning: string | undefined;
  readonly startMs: number;
  readonly durationMs: number;
  readonly timings: { readonly queueMs: number; readonly inferenceMs: number } | undefined;
};

export type EmbedQuestionOptions = {
  readonly embedder: Embedder;
  readonly signal: AbortSignal;
  /** On `performance.now()`; queued work leaves the queue then. */
  readonly deadlineAt: number;
  /** Resolves when the sources can wait no longer. */
  readonly expired: Promise<void>;
  readonly events: Events;
  /** Milliseconds since the prefetch began. */
  elapsedMs(): number;
};

export async function embedQuestion(question: string, options: EmbedQuestionOptions): Promise<QuestionEmbedding> {
  const startMs = options.elapsedMs();
  const missing = (): QuestionEmbedding => ({
    vector: undefined,
    warning: undefined,
    startMs,
    durationMs: options.elapsedMs() - startMs,
    timings: undefined,
  });
  const embedded = embed(question, { ...options, startMs }).catch((error: unknown) => {
    // Refused, late and cancelled questions are ordinary: the status of the sources says so.
    const { code } = toServiceError(error);
    if (code === 'internal' || code === 'worker_error') options.events.fault({ where: 'question_embedding', error });
    return missing();
  });
  return Promise.race([embedded, options.expired.then(missing)]);
}

async function embed(
  question: string,
  options: EmbedQuestionOptions & { startMs: number },
): Promise<QuestionEmbedding> {
  const { embedder, signal, deadlineAt, startMs } = options;
  const [result] = await embedder.embed([question], {
    kind: 'query',
    lane: 'query',
    truncate: true,
    signal,
    deadlineAt,
  });
  const limit = embedder.descriptor.maxTokens;
  const warning = result?.isTruncated
    ? `question: ${result.tokens} tokens, the model reads ${limit}; the vector lane uses the first, the lexical lane all`
    : undefined;
  return {
    vector: result?.vector,
    warning,
    startMs,
    durationMs: options.elapsedMs() - startMs,
    timings: result?.timings,
  };
}
