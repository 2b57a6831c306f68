// GET and DELETE /v1/sessions/{id}: the prefetch that `/counselor/init` stored, until it expires.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { prefetchAnswer } from '../../destiny/prefetch-schema.ts';
import { ServiceError } from '../../kernel/errors.ts';
import type { AppEnv, HttpOptions } from '../env.ts';
import { problemBody } from '../envelopes.ts';
import { jsonAnswer, PROBLEM_ANSWERS } from '../responses.ts';
import { refuseInvalid } from '../validation.ts';

const params = z.object({ id: z.string().min(1).max(64) });
const responses = { ...PROBLEM_ANSWERS, 404: jsonAnswer(problemBody, 'No such session, or it has expired') } as const;

const readRoute = createRoute({
  method: 'get',
  path: '/v1/sessions/{id}',
  summary: 'The stored prefetch of a session',
  request: { params },
  responses: { 200: jsonAnswer(prefetchAnswer, 'The prefetch as it was answered'), ...responses },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/v1/sessions/{id}',
  summary: 'Forget a session',
  request: { params },
  responses: { 204: { description: 'The session is gone' }, ...responses },
});

export function sessionRoutes({ sessions }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  const missing = (): ServiceError =>
    new ServiceError('not_found', 'Found no such session, it may have expired', { pointer: '/id' });
  app.openapi(readRoute, async (context): Promise<never> => {
    const stored = await sessions.get(context.req.valid('param').id);
    if (stored === undefined) throw missing();
    // Sent as it was stored: hono cannot check a text against the schema.
    return context.body(stored, 200, { 'Content-Type': 'application/json' }) as never;
  });
  app.openapi(deleteRoute, async (context) => {
    if (!(await sessions.delete(context.req.valid('param').id))) throw missing();
    return context.body(null, 204);
  });
  return app;
}
