// The shapes of Ollama's dialect as its clients send and parse them, for the routes that answer in it. It fills in none of them.

import { z } from '@hono/zod-openapi';
import { dimensionsSchema, inputsSchema } from './inputs.ts';

const details = z.object({
  parent_model: z.string(),
  format: z.string(),
  family: z.string(),
  families: z.array(z.string()),
  parameter_size: z.string(),
  quantization_level: z.string(),
});
const model = z.object({
  name: z.string(),
  model: z.string(),
  modified_at: z.string(),
  size: z.int(),
  digest: z.string(),
  details,
});
export const tagsAnswer = z.object({ models: z.array(model) });
export const versionAnswer = z.object({ version: z.string() });

/** Older clients say `name`. */
export const showBody = z.looseObject({ model: z.string().nullish(), name: z.string().nullish() });
export const showAnswer = z.object({
  modelfile: z.string(),
  parameters: z.string(),
  template: z.string(),
  modified_at: z.string(),
  details,
  model_info: z.record(z.string(), z.union([z.string(), z.number()])),
  capabilities: z.array(z.string()),
});
export type OllamaDetails = z.infer<typeof details>;

export const embedBody = z.looseObject({
  model: z.string(),
  input: inputsSchema.describe('One text or up to 2,048'),
  truncate: z.boolean().nullish().describe('True by default; `X-Truncated-Inputs` says how many texts were cut'),
  dimensions: dimensionsSchema,
});
export const embedAnswer = z.object({
  model: z.string(),
  embeddings: z.array(z.array(z.number())),
  total_duration: z.int().describe('Nanoseconds'),
  load_duration: z.int(),
  prompt_eval_count: z.int(),
});

export type OllamaEmbedded = z.infer<typeof embedAnswer>;

/** The older call takes one text and gives one vector. */
export const oldEmbedBody = z.looseObject({ model: z.string(), prompt: z.string() });
export const oldEmbedAnswer = z.object({ embedding: z.array(z.number()) });
