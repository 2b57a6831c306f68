// What the routes in the dialect of text-embeddings-inference share: how they are asked to cut and to prompt.

import { z } from '@hono/zod-openapi';
import type { EmbedKind } from '../embedding/ports.ts';
import type { EmbedCall } from './embed-texts.ts';

/** `document` is what some clients call a passage. */
const PROMPT_NAMES = ['query', 'passage', 'document'] as const;

export const promptNameSchema = z
  .enum(PROMPT_NAMES)
  .nullish()
  .describe(
    'Which prompt the texts get. By default one they carry already, else a bare text is a query, a list passages',
  );

/** In either spelling of TEI's clients. */
export const truncationSchema = {
  truncate: z
    .boolean()
    .nullish()
    .describe('Cuts texts that are too long (default); `X-Truncated-Inputs` says how many. False refuses them'),
  truncation_direction: z.enum(['Left', 'Right', 'left', 'right']).nullish(),
  prompt_name: promptNameSchema,
};

type Asked = z.infer<z.ZodObject<typeof truncationSchema>>;

export function toKind(promptName: Asked['prompt_name']): EmbedKind | undefined {
  if (!promptName) return undefined;
  return promptName === 'query' ? 'query' : 'passage';
}

export function readCall(asked: Asked): Pick<EmbedCall, 'kind' | 'truncate' | 'truncateFrom'> {
  return {
    kind: toKind(asked.prompt_name),
    truncate: asked.truncate ?? true,
    truncateFrom: asked.truncation_direction?.toLowerCase() === 'left' ? 'left' : 'right',
  };
}
