// How a body that does not fit its schema is refused: the JSON pointer of the field and what was expected there.

import type { Hook } from '@hono/zod-openapi';
import { describeIssue } from '../destiny/schema.ts';
import { ServiceError } from '../kernel/errors.ts';
import type { AppEnv } from './env.ts';

/** Given to every router, so that no route has words of its own for a bad body. */
export const refuseInvalid: Hook<unknown, AppEnv, string, unknown> = (result) => {
  if (result.success) return;
  const [issue] = result.error.issues;
  const { pointer, expected } = issue ? describeIssue(issue) : { pointer: '', expected: 'another value' };
  throw new ServiceError('invalid_request', `Expected ${expected} at "${pointer}"`, { pointer });
};
