// How a body that does not fit its schema is refused: the JSON pointer of the field and what was expected there.

import type { Hook, z } from '@hono/zod-openapi';
import { describeIssue } from '../destiny/schema.ts';
import { ServiceError } from '../kernel/errors.ts';
import type { AppEnv } from './env.ts';
import { plainCheckOf } from './plain-check.ts';

/** Given to every router, so that no route has words of its own for a bad body. */
export const refuseInvalid: Hook<unknown, AppEnv, string, unknown> = (result) => {
  if (!result.success) throw toRefusal(result.error);
};

/**
 * A body in the form of its schema. A body that zod would only copy is returned as it was parsed, at a fifth of the cost;
 * any other is zod's to judge, in one go: its asynchronous way, which hono takes, costs three times as much.
 */
export function readBody<T>(schema: z.ZodType<T>, text: string): T {
  const body = parseJson(text);
  if (plainCheckOf(schema)(body)) return body as T; // plain: zod's output is the input
  const result = schema.safeParse(body);
  if (!result.success) throw toRefusal(result.error);
  return result.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServiceError('invalid_request', 'Malformed JSON in request body', { cause });
  }
}

function toRefusal(error: z.core.$ZodError): ServiceError {
  const [issue] = error.issues;
  const { pointer, expected } = issue ? describeIssue(issue) : { pointer: '', expected: 'another value' };
  return new ServiceError('invalid_request', `Expected ${expected} at "${pointer}"`, { pointer });
}
