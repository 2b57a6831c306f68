// GET /api/tags, GET /api/version and POST /api/show: what Ollama's clients ask before they embed.

import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { ModelIdentity } from '../../embedding/descriptor.ts';
import type { AppEnv, HttpOptions } from '../env.ts';
import { requireModel } from '../inputs.ts';
import { type OllamaDetails, showAnswer, showBody, tagsAnswer, versionAnswer } from '../ollama.ts';
import { jsonAnswer, jsonBody, OLLAMA_ANSWERS } from '../responses.ts';
import { refuseInvalid } from '../validation.ts';

/** Ollama's clients parse a date; an embedded model has none that means anything. */
const MODIFIED_AT = new Date(0).toISOString();

const tags = createRoute({
  method: 'get',
  path: '/api/tags',
  summary: "Models served here, in Ollama's dialect",
  responses: { 200: jsonAnswer(tagsAnswer, 'One model'), ...OLLAMA_ANSWERS },
});
const versionRoute = createRoute({
  method: 'get',
  path: '/api/version',
  summary: 'The version of this service',
  responses: { 200: jsonAnswer(versionAnswer, 'Version'), ...OLLAMA_ANSWERS },
});
const show = createRoute({
  method: 'post',
  path: '/api/show',
  summary: "The model, in Ollama's dialect",
  request: { body: jsonBody(showBody, { examples: { served: { summary: 'The model that is served', value: {} } } }) },
  responses: { 200: jsonAnswer(showAnswer, 'The model and its limits'), ...OLLAMA_ANSWERS },
});

export function ollamaRoutes({ embedder, version }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  app.openapi(tags, (context) => {
    const { id, revision } = embedder.descriptor;
    const entry = { name: id, model: id, modified_at: MODIFIED_AT, size: 0, digest: revision };
    return context.json({ models: [{ ...entry, details: toDetails(embedder.descriptor) }] }, 200);
  });
  app.openapi(versionRoute, (context) => context.json({ version }, 200));
  app.openapi(show, (context) => {
    const asked = context.req.valid('json');
    requireModel(asked.model ?? asked.name, embedder.descriptor);
    const { id, maxTokens, dimension, pooling } = embedder.descriptor;
    const model_info = {
      'general.architecture': 'bert',
      'general.basename': id,
      'bert.context_length': maxTokens,
      'bert.embedding_length': dimension,
      'bert.pooling_type': pooling,
    };
    const texts = { modelfile: '', parameters: '', template: '', modified_at: MODIFIED_AT };
    return context.json(
      { ...texts, details: toDetails(embedder.descriptor), model_info, capabilities: ['embedding'] },
      200,
    );
  });
  return app;
}

function toDetails({ dtype }: ModelIdentity): OllamaDetails {
  const family = { parent_model: '', format: 'onnx', family: 'bert', families: ['bert'] };
  return { ...family, parameter_size: '', quantization_level: dtype.toUpperCase() };
}
