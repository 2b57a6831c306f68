// What the three embedding dialects share in reading a request: texts, model and dimensions, and the refusals of what
// cannot be served. It embeds nothing.

import { z } from '@hono/zod-openapi';
import type { ModelDescriptor } from '../embedding/descriptor.ts';
import { ServiceError } from '../kernel/errors.ts';

/** As many as OpenAI's API takes. */
export const MAX_INPUTS = 2048;

/** Longer lists are refused with 413 after parsing, not as a wrong type: the limit below is for readers of the document. */
const limited = { maxItems: MAX_INPUTS };

export const textsSchema = z.union([z.string(), z.array(z.string()).openapi(limited)]);
/** Token ids are let through here to be refused with words that help. */
export const inputsSchema = z.union([
  textsSchema,
  z.array(z.int()).min(1),
  z.array(z.array(z.int()).min(1)).min(1).openapi(limited),
]);

export const dimensionsSchema = z.int().min(1).nullish().describe("The model's own size: it cannot be cut");

/** TEI has a word of its own for it; everywhere else it is an invalid request like others. */
export class EmptyInputError extends ServiceError {
  constructor(pointer: string) {
    super('invalid_request', `Found nothing to embed at "${pointer}", expected at least one character`, { pointer });
  }
}

/** Throws for token ids, for an empty text, and for more texts than one request may hold. */
export function readTexts(input: z.infer<typeof inputsSchema>, pointer: string): string[] {
  const inputs = typeof input === 'string' ? [input] : input;
  if (inputs.length === 0) throw new EmptyInputError(pointer);
  if (inputs.length > MAX_INPUTS)
    throw new ServiceError('request_too_large', `Found ${inputs.length} inputs, expected at most ${MAX_INPUTS}`, {
      pointer,
    });
  return inputs.map((text, place) => {
    if (typeof text !== 'string')
      throw new ServiceError(
        'invalid_request',
        'Found token ids of another tokenizer, expected texts (LangChain: check_embedding_ctx_length=False)',
        { pointer },
      );
    // The tokenizer trims: a text of spaces is none.
    if (text.trim() === '') throw new EmptyInputError(typeof input === 'string' ? pointer : `${pointer}/${place}`);
    return text;
  });
}

/** One model is served; a request may name it, with Ollama's tag where it likes. */
export function requireModel(asked: string | null | undefined, { id }: Pick<ModelDescriptor, 'id'>): void {
  if (asked === undefined || asked === null || asked === id || asked === `${id}:latest`) return;
  throw new ServiceError('model_not_found', `Found no model "${asked.slice(0, 100)}", expected "${id}"`, {
    pointer: '/model',
  });
}

export function requireDimensions(
  asked: number | null | undefined,
  { dimension }: Pick<ModelDescriptor, 'dimension'>,
): void {
  if (asked === undefined || asked === null || asked === dimension) return;
  throw new ServiceError(
    'invalid_request',
    `Found ${asked} dimensions, expected ${dimension}: the model was not trained to be cut`,
    { pointer: '/dimensions' },
  );
}
