// How a request's embedding times are told: as stages of `Server-Timing`, and as the headers of text-embeddings-inference.

import type { Context } from 'hono';
import type { StageTiming } from '../prefetch/types.ts';
import type { Embedded } from './embed-texts.ts';
import type { AppEnv } from './env.ts';

/** Tells the stages to the browser and to the request's event. Called before the answer exists: afterwards hono copies it. */
export function tellStages(context: Context<AppEnv>, stages: readonly StageTiming[]): void {
  context.set('stages', stages);
  const entries = stages.map(({ stage, durationMs }) => `${stage};dur=${Math.round(durationMs * 1000) / 1000}`);
  context.header('Server-Timing', entries.join(', '));
}

/** Both are written from the same numbers, so that they cannot disagree. */
export function toStages({ times }: Pick<Embedded, 'times'>): StageTiming[] {
  const { tokenizeMs, queueMs, inferenceMs, totalMs } = times;
  return [
    { stage: 'tokenize', kind: 'stage', startMs: 0, durationMs: tokenizeMs },
    { stage: 'queue', kind: 'queue', startMs: tokenizeMs, durationMs: queueMs },
    { stage: 'inference', kind: 'inference', startMs: tokenizeMs + queueMs, durationMs: inferenceMs },
    { stage: 'total', kind: 'stage', startMs: 0, durationMs: totalMs },
  ];
}

/** Said by every dialect that cuts, and only when something was cut. */
export function tellTruncated(context: Context<AppEnv>, { truncated }: Pick<Embedded, 'truncated'>): void {
  if (truncated > 0) context.header('X-Truncated-Inputs', String(truncated));
}

/** In whole milliseconds, as TEI gives them. */
export function tellAsTei(context: Context<AppEnv>, embedded: Embedded, texts: readonly string[]): void {
  const { times, tokens } = embedded;
  const values = {
    'x-compute-type': 'cpu',
    'x-compute-time': times.totalMs,
    'x-compute-characters': texts.reduce((sum, text) => sum + text.length, 0),
    'x-compute-tokens': tokens,
    'x-total-time': times.totalMs,
    'x-tokenization-time': times.tokenizeMs,
    'x-queue-time': times.queueMs,
    'x-inference-time': times.inferenceMs,
  };
  for (const [name, value] of Object.entries(values))
    context.header(name, typeof value === 'string' ? value : String(Math.round(value)));
  tellTruncated(context, embedded);
  tellStages(context, toStages(embedded));
}
