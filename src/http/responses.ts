// Pieces of the OpenAPI document that every route shares.

import type { z } from '@hono/zod-openapi';
import { ollamaProblemBody, problemBody, teiProblemBody } from './envelopes.ts';

type Examples = Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;

export function jsonBody<T extends z.ZodType>(schema: T, options: { description?: string; examples?: Examples } = {}) {
  const { description = 'JSON body', examples } = options;
  const content = { 'application/json': examples ? { schema, examples } : { schema } };
  return { required: true, description, content };
}

export function jsonAnswer<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } } as const;
}

const problem = (description: string) => jsonAnswer(problemBody, description);

/** Faults that every route with a body can answer. */
export const PROBLEM_ANSWERS = {
  400: problem('The body is not what was expected; `param` is the JSON pointer of the field'),
  401: problem('No key, or a wrong one'),
  403: problem('The Host header is not a local name'),
  413: problem('The body is too large'),
  415: problem('The body is not JSON'),
  429: problem('Too many requests at once; `Retry-After` says when to come back'),
  500: problem('An unexpected fault'),
  503: problem('Starting, draining, or no live worker'),
} as const;

/** Faults of routes that wait for inference. */
export const INFERENCE_ANSWERS = {
  ...PROBLEM_ANSWERS,
  404: problem('No such model'),
  502: problem('A worker died during the request, and so did the one of the retry'),
  504: problem('The deadline passed'),
} as const;

function faultsOf<T extends z.ZodType>(schema: T) {
  const fault = (description: string) => jsonAnswer(schema, description);
  return {
    400: fault('Broken JSON, or an empty text'),
    401: fault('No key, or a wrong one'),
    403: fault('The Host header is not a local name'),
    404: fault('No such model'),
    413: fault('The body is too large, or it has too many texts'),
    415: fault('The body is not JSON'),
    429: fault('Too many requests at once; `Retry-After` says when to come back'),
    500: fault('An unexpected fault'),
    503: fault('Starting, draining, or no live worker'),
  } as const;
}

/** Faults in the words of text-embeddings-inference. */
export const TEI_ANSWERS = {
  ...faultsOf(teiProblemBody),
  422: jsonAnswer(teiProblemBody, 'The body is not what was expected, or a text is too long'),
  424: jsonAnswer(teiProblemBody, 'A worker died during the request'),
} as const;

/** Faults in Ollama's words. */
export const OLLAMA_ANSWERS = {
  ...faultsOf(ollamaProblemBody),
  502: jsonAnswer(ollamaProblemBody, 'A worker died during the request'),
  504: jsonAnswer(ollamaProblemBody, 'The deadline passed'),
} as const;
