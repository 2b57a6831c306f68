// GET /v1/models and /v1/models/{id} (also without /v1): the model in use, in OpenAI's shapes.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { AppEnv, HttpOptions } from '../env.ts';
import { problemBody } from '../envelopes.ts';
import { requireModel } from '../inputs.ts';
import { jsonAnswer, PROBLEM_ANSWERS } from '../responses.ts';
import { refuseInvalid } from '../validation.ts';

const model = z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() });
const list = z.object({ object: z.literal('list'), data: z.array(model) });

/** OpenAI's list asks for a date; an embedded model has none that means anything. */
const CREATED = 0;

const params = z.object({ id: z.string().min(1).max(256) });

export function modelRoutes({ embedder }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  const describe = (): z.infer<typeof model> => {
    const { id, ownedBy } = embedder.descriptor;
    return { id, object: 'model', created: CREATED, owned_by: ownedBy };
  };
  for (const path of ['/v1/models', '/models']) {
    app.openapi(
      createRoute({
        method: 'get',
        path,
        summary: 'Models served here',
        responses: { 200: jsonAnswer(list, 'One model'), ...PROBLEM_ANSWERS },
      }),
      (context) => context.json({ object: 'list' as const, data: [describe()] }, 200),
    );
    app.openapi(
      createRoute({
        method: 'get',
        path: `${path}/{id}`,
        summary: 'One model',
        request: { params },
        responses: {
          200: jsonAnswer(model, 'The model'),
          ...PROBLEM_ANSWERS,
          404: jsonAnswer(problemBody, 'No such model'),
        },
      }),
      (context) => {
        requireModel(context.req.valid('param').id, embedder.descriptor);
        return context.json(describe(), 200);
      },
    );
  }
  return app;
}
