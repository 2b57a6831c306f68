// Pieces of the OpenAPI document that every route shares.

import type { z } from '@hono/zod-openapi';
import { problemBody } from './problem.ts';

export function jsonBody<T extends z.ZodType>(schema: T, description = 'JSON body') {
  return { required: true, description, content: { 'application/json': { schema } } } as const;
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
