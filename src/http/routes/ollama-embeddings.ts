// POST /api/embed and the older /api/embeddings: Ollama's dialect. It cuts what is too long unless told not to, and says so.

import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { type Embedded, embedTexts } from '../embed-texts.ts';
import type { AppEnv, HttpOptions } from '../env.ts';
import { readTexts, requireDimensions, requireModel } from '../inputs.ts';
import { embedAnswer, embedBody, type OllamaEmbedded, oldEmbedAnswer, oldEmbedBody } from '../ollama.ts';
import { jsonAnswer, jsonBody, OLLAMA_ANSWERS } from '../responses.ts';
import { tellStages, tellTruncated, toStages } from '../timings.ts';
import { refuseInvalid } from '../validation.ts';

const NS_PER_MS = 1e6;

/** The model has to be named, so an example that runs names the one that is served. */
const embedRoute = (model: string) =>
  createRoute({
    method: 'post',
    path: '/api/embed',
    summary: "Embeddings in Ollama's dialect",
    request: {
      body: jsonBody(embedBody, {
        examples: { texts: { summary: 'Two texts', value: { model, input: ['The moon waxes', '달이 차오른다'] } } },
      }),
    },
    responses: { 200: jsonAnswer(embedAnswer, 'Vectors in the order of the inputs'), ...OLLAMA_ANSWERS },
  });
const oldRoute = (model: string) =>
  createRoute({
    method: 'post',
    path: '/api/embeddings',
    summary: "One embedding in Ollama's older dialect",
    request: {
      body: jsonBody(oldEmbedBody, {
        examples: { text: { summary: 'A text', value: { model, prompt: 'The moon waxes' } } },
      }),
    },
    responses: { 200: jsonAnswer(oldEmbedAnswer, 'The vector'), ...OLLAMA_ANSWERS },
  });

export function ollamaEmbeddingRoutes({ embedder }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  app.openapi(embedRoute(embedder.descriptor.id), async (context) => {
    const asked = context.req.valid('json');
    const texts = readTexts(asked.input, '/input');
    requireModel(asked.model, embedder.descriptor);
    requireDimensions(asked.dimensions, embedder.descriptor);
    const embedded = await embedTexts(embedder, texts, {
      kind: undefined,
      defaultKind: typeof asked.input === 'string' ? 'query' : 'passage',
      truncate: asked.truncate ?? true,
      signal: context.req.raw.signal,
    });
    tellStages(context, toStages(embedded));
    tellTruncated(context, embedded);
    return context.json(toAnswer(embedded, asked.model), 200);
  });
  app.openapi(oldRoute(embedder.descriptor.id), async (context) => {
    const { model, prompt } = context.req.valid('json');
    requireModel(model, embedder.descriptor);
    const embedded = await embedTexts(embedder, readTexts(prompt, '/prompt'), {
      kind: undefined,
      defaultKind: 'query',
      truncate: true,
      signal: context.req.raw.signal,
    });
    tellStages(context, toStages(embedded));
    tellTruncated(context, embedded);
    return context.json({ embedding: [...(embedded.results[0]?.vector ?? [])] }, 200);
  });
  return app;
}

function toAnswer({ results, tokens, times }: Embedded, model: string): OllamaEmbedded {
  return {
    model,
    embeddings: results.map(({ vector }) => [...vector]),
    total_duration: Math.round(times.totalMs * NS_PER_MS),
    // The model is loaded when the service starts, never for a request.
    load_duration: 0,
    prompt_eval_count: tokens,
  };
}
