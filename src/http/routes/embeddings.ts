// POST /v1/embeddings (and /embeddings): OpenAI's dialect, float and base64. It cuts no text unless it is asked to.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Vector } from '../../kernel/vector.ts';
import { type Embedded, embedTexts } from '../embed-texts.ts';
import type { AppEnv, HttpOptions } from '../env.ts';
import { dimensionsSchema, inputsSchema, readTexts, requireDimensions, requireModel } from '../inputs.ts';
import { INFERENCE_ANSWERS, jsonAnswer, jsonBody } from '../responses.ts';
import { tellStages, tellTruncated, toStages } from '../timings.ts';
import { refuseInvalid } from '../validation.ts';

const body = z.looseObject({
  input: inputsSchema.describe('One text or up to 2,048; token ids are refused'),
  model: z.string().nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: dimensionsSchema,
  user: z.string().nullish(),
  truncate: z
    .boolean()
    .nullish()
    .describe('True cuts texts that are too long, and `X-Truncated-Inputs` says how many; by default they are refused'),
  input_type: z
    .enum(['query', 'passage', 'document'])
    .nullish()
    .describe('Which prompt of the model the texts get. By default a bare text is a query, a list holds passages'),
});

const answer = z.object({
  object: z.literal('list'),
  data: z.array(
    z.object({ object: z.literal('embedding'), index: z.int(), embedding: z.union([z.array(z.number()), z.string()]) }),
  ),
  model: z.string(),
  usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
});

const examples = {
  query: { summary: 'A question', value: { input: 'What of love?', input_type: 'query' } },
  passages: { summary: 'Passages', value: { input: ['The moon waxes', 'The moon wanes'], encoding_format: 'base64' } },
};

const routeAt = (path: string) =>
  createRoute({
    method: 'post',
    path,
    summary: "Embeddings in OpenAI's dialect",
    request: { body: jsonBody(body, { examples }) },
    responses: { 200: jsonAnswer(answer, 'Vectors in the order of the inputs'), ...INFERENCE_ANSWERS },
  });

export function embeddingRoutes({ embedder }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  for (const path of ['/v1/embeddings', '/embeddings'])
    app.openapi(routeAt(path), async (context) => {
      const asked = context.req.valid('json');
      const texts = readTexts(asked.input, '/input');
      requireModel(asked.model, embedder.descriptor);
      requireDimensions(asked.dimensions, embedder.descriptor);
      const embedded = await embedTexts(embedder, texts, {
        kind: asked.input_type ? (asked.input_type === 'query' ? 'query' : 'passage') : undefined,
        defaultKind: typeof asked.input === 'string' ? 'query' : 'passage',
        truncate: asked.truncate ?? false,
        signal: context.req.raw.signal,
      });
      tellStages(context, toStages(embedded));
      tellTruncated(context, embedded);
      const encode = asked.encoding_format === 'base64' ? toBase64 : toNumbers;
      return context.json(toAnswer(embedded, { model: embedder.descriptor.id, encode }), 200);
    });
  return app;
}

function toAnswer(
  { results, tokens }: Embedded,
  { model, encode }: { model: string; encode(vector: Vector): number[] | string },
) {
  return {
    object: 'list' as const,
    data: results.map(({ vector }, index) => ({ object: 'embedding' as const, index, embedding: encode(vector) })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function toNumbers(vector: Vector): number[] {
  return [...vector];
}

/** Little-endian float32, as the official clients decode it. */
function toBase64(vector: Vector): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}
