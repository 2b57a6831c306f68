// GET /info: what text-embeddings-inference tells about its model, and the device that was chosen.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { AppEnv, HttpOptions } from '../env.ts';
import { MAX_INPUTS } from '../inputs.ts';
import { jsonAnswer, TEI_ANSWERS } from '../responses.ts';

const answer = z.object({
  model_id: z.string(),
  model_sha: z.string().describe('Hash of the graph, its weights and the tokenizer'),
  model_dtype: z.string(),
  model_type: z.object({ embedding: z.object({ pooling: z.string() }) }),
  max_concurrent_requests: z.int(),
  max_input_length: z.int().describe('In tokens, prompt and end tokens included'),
  max_batch_tokens: z.int(),
  max_batch_requests: z.int(),
  max_client_batch_size: z.int(),
  auto_truncate: z.boolean(),
  tokenization_workers: z.int(),
  version: z.string(),
  sha: z.null(),
  docker_label: z.null(),
  device: z.string(),
  dimension: z.int(),
  prompts: z.record(z.string(), z.string()),
});

const route = createRoute({
  method: 'get',
  path: '/info',
  summary: "The model, in text-embeddings-inference's dialect",
  responses: { 200: jsonAnswer(answer, 'The model and its limits'), ...TEI_ANSWERS },
});

const describedDevice = z.object({ device: z.object({ chosen: z.string() }) });

export function teiInfoRoutes({ embedder, health, maxRequests, version }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(route, (context) => {
    const { id, revision, dtype, pooling, maxTokens, dimension, prompts } = embedder.descriptor;
    const described = describedDevice.safeParse(health.describe());
    const info = {
      model_id: id,
      model_sha: revision,
      model_dtype: dtype,
      model_type: { embedding: { pooling: pooling === 'last' ? 'last_token' : pooling } },
      max_concurrent_requests: maxRequests,
      max_input_length: maxTokens,
      // One text a run: batching on WASM gains nothing.
      max_batch_tokens: maxTokens,
      max_batch_requests: 1,
      max_client_batch_size: MAX_INPUTS,
      auto_truncate: true,
      tokenization_workers: 1,
      version,
      sha: null,
      docker_label: null,
      device: described.success ? described.data.device.chosen : 'unknown',
      dimension,
      prompts,
    };
    return context.json(info, 200);
  });
  return app;
}
