// POST /embed: text-embeddings-inference's dialect. It cuts what is too long unless told not to, and says so.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { ServiceError } from '../../kernel/errors.ts';
import { normalize } from '../../kernel/vector.ts';
import { embedTexts } from '../embed-texts.ts';
import type { AppEnv, HttpOptions } from '../env.ts';
import { dimensionsSchema, inputsSchema, readTexts, requireDimensions } from '../inputs.ts';
import { jsonAnswer, jsonBody, TEI_ANSWERS } from '../responses.ts';
import { readCall, truncationSchema } from '../tei.ts';
import { tellAsTei } from '../timings.ts';
import { refuseInvalid } from '../validation.ts';

const body = z.looseObject({
  inputs: inputsSchema.describe('One text or up to 2,048'),
  ...truncationSchema,
  normalize: z.boolean().nullish().describe('Length 1 (default); false is refused where the model itself normalises'),
  dimensions: dimensionsSchema,
});

const route = createRoute({
  method: 'post',
  path: '/embed',
  summary: "Embeddings in text-embeddings-inference's dialect",
  request: {
    body: jsonBody(body, { examples: { passages: { summary: 'Passages', value: { inputs: ['The moon waxes'] } } } }),
  },
  responses: { 200: jsonAnswer(z.array(z.array(z.number())), 'Vectors in the order of the inputs'), ...TEI_ANSWERS },
});

export function teiEmbedRoutes({ embedder }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  app.openapi(route, async (context) => {
    const asked = context.req.valid('json');
    const texts = readTexts(asked.inputs, '/inputs');
    requireDimensions(asked.dimensions, embedder.descriptor);
    if (asked.normalize === false && embedder.descriptor.normalize)
      throw new ServiceError('invalid_request', 'Found normalize false, expected true: the model itself normalises', {
        pointer: '/normalize',
      });
    const embedded = await embedTexts(embedder, texts, {
      ...readCall(asked),
      defaultKind: typeof asked.inputs === 'string' ? 'query' : 'passage',
      signal: context.req.raw.signal,
    });
    tellAsTei(context, embedded, texts);
    // Vectors are shared with the cache: a copy is scaled, never they.
    const isScaled = asked.normalize !== false && !embedder.descriptor.normalize;
    return context.json(
      embedded.results.map(({ vector }) => [...(isScaled ? normalize(vector.slice()) : vector)]),
      200,
    );
  });
  return app;
}
