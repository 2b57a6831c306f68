// POST /v1/embeddings (and /embeddings): OpenAI's dialect, float and base64.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { EmbedResult } from '../../embedding/ports.ts';
import { ServiceError } from '../../kernel/errors.ts';
import type { Vector } from '../../kernel/vector.ts';
import type { AppEnv, HttpOptions } from '../env.ts';
import { INFERENCE_ANSWERS, jsonAnswer, jsonBody } from '../responses.ts';
import { refuseInvalid } from '../validation.ts';

/** As many as OpenAI's API takes. */
const MAX_INPUTS = 2048;

const texts = z.union([z.string(), z.array(z.string()).min(1).max(MAX_INPUTS)]);
const tokenIds = z.union([z.array(z.int()).min(1), z.array(z.array(z.int()).min(1)).min(1).max(MAX_INPUTS)]);

const body = z.looseObject({
  input: z.union([texts, tokenIds]).describe('One text or up to 2,048; token ids are refused'),
  model: z.string().nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().min(1).nullish().describe("The model's own size; smaller ones need a Matryoshka model"),
  user: z.string().nullish(),
  input_type: z
    .enum(['query', 'passage', 'document'])
    .nullish()
    .describe('Which prompt the text gets; by default `passage`'),
});

const answer = z.object({
  object: z.literal('list'),
  data: z.array(
    z.object({ object: z.literal('embedding'), index: z.int(), embedding: z.union([z.array(z.number()), z.string()]) }),
  ),
  model: z.string(),
  usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
});

export function embeddingRoutes({ embedder }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  for (const path of ['/v1/embeddings', '/embeddings'])
    app.openapi(
      createRoute({
        method: 'post',
        path,
        summary: "Embeddings in OpenAI's dialect",
        request: { body: jsonBody(body) },
        responses: { 200: jsonAnswer(answer, 'Vectors in the order of the inputs'), ...INFERENCE_ANSWERS },
      }),
      async (context) => {
        const asked = context.req.valid('json');
        const inputs = readInputs(asked.input);
        requireModel(asked, embedder.descriptor);
        const results = await embedder.embed(inputs, {
          kind: asked.input_type === 'query' ? 'query' : 'passage',
          lane: Array.isArray(asked.input) ? 'bulk' : 'query',
          truncate: false,
          signal: context.req.raw.signal,
        });
        const encode = asked.encoding_format === 'base64' ? toBase64 : (vector: Vector): number[] => [...vector];
        return context.json(toAnswer(results, { model: embedder.descriptor.id, encode }), 200);
      },
    );
  return app;
}

function readInputs(input: z.infer<typeof body>['input']): string[] {
  const inputs = typeof input === 'string' ? [input] : input;
  return inputs.map((text, place) => {
    const pointer = typeof input === 'string' ? '/input' : `/input/${place}`;
    if (typeof text !== 'string')
      throw new ServiceError(
        'invalid_request',
        'Found token ids of another tokenizer, expected texts (LangChain: check_embedding_ctx_length=False)',
        { pointer: '/input' },
      );
    if (text.trim() === '')
      throw new ServiceError(
        'invalid_request',
        `Found an empty text at "${pointer}", expected at least one character`,
        { pointer },
      );
    return text;
  });
}

function requireModel(asked: z.infer<typeof body>, { id, dimension }: { id: string; dimension: number }): void {
  if (asked.model !== undefined && asked.model !== null && asked.model !== id)
    throw new ServiceError('model_not_found', `Found no model "${asked.model.slice(0, 100)}", expected "${id}"`, {
      pointer: '/model',
    });
  const { dimensions } = asked;
  if (dimensions !== undefined && dimensions !== null && dimensions !== dimension)
    throw new ServiceError(
      'invalid_request',
      `Found ${dimensions} dimensions, expected ${dimension}: the model cannot be cut`,
      { pointer: '/dimensions' },
    );
}

function toAnswer(
  results: readonly EmbedResult[],
  { model, encode }: { model: string; encode(vector: Vector): number[] | string },
) {
  const tokens = results.reduce((sum, result) => sum + result.tokens, 0);
  return {
    object: 'list' as const,
    data: results.map(({ vector }, index) => ({ object: 'embedding' as const, index, embedding: encode(vector) })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** Little-endian float32, as the official clients decode it. */
function toBase64(vector: Vector): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}
