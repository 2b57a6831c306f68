// GET /v1/models (and /models): the model in use, in the shape of OpenAI's list.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { AppEnv, HttpOptions } from '../env.ts';
import { jsonAnswer, PROBLEM_ANSWERS } from '../responses.ts';

const model = z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() });
const list = z.object({ object: z.literal('list'), data: z.array(model) });

/** OpenAI's list asks for a date; an embedded model has none that means anything. */
const CREATED = 0;

export function modelRoutes({ embedder }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>();
  for (const path of ['/v1/models', '/models'])
    app.openapi(
      createRoute({
        method: 'get',
        path,
        summary: 'Models served here',
        responses: { 200: jsonAnswer(list, 'One model'), ...PROBLEM_ANSWERS },
      }),
      (context) => {
        const { id, ownedBy } = embedder.descriptor;
        return context.json(
          { object: 'list' as const, data: [{ id, object: 'model' as const, created: CREATED, owned_by: ownedBy }] },
          200,
        );
      },
    );
  return app;
}
