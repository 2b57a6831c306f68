// POST /tokenize: the token ids that the model gets for a text, without inference. Token texts and offsets are not kept by
// the tokenizer here, so they are null.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Tokenized } from '../../embedding/ports.ts';
import type { AppEnv, HttpOptions } from '../env.ts';
import { readTexts, textsSchema } from '../inputs.ts';
import { jsonAnswer, jsonBody, TEI_ANSWERS } from '../responses.ts';
import { promptNameSchema, toKind } from '../tei.ts';
import { tellTruncated } from '../timings.ts';
import { refuseInvalid } from '../validation.ts';

const body = z.looseObject({
  inputs: textsSchema,
  add_special_tokens: z.boolean().nullish().describe('The two end tokens; true by default'),
  prompt_name: promptNameSchema,
});

const token = z.object({
  id: z.int(),
  text: z.null(),
  special: z.boolean(),
  start: z.null(),
  stop: z.null(),
});

const route = createRoute({
  method: 'post',
  path: '/tokenize',
  summary: 'Token ids without inference',
  request: { body: jsonBody(body, { examples: { text: { summary: 'A text', value: { inputs: 'The moon waxes' } } } }) },
  responses: {
    200: jsonAnswer(
      z.array(z.array(token)),
      'Per text the ids of its prompt and itself, cut at the limit of the model',
    ),
    ...TEI_ANSWERS,
  },
});

export function teiTokenizeRoutes({ embedder }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  app.openapi(route, (context) => {
    const asked = context.req.valid('json');
    const texts = readTexts(asked.inputs, '/inputs');
    const kind = toKind(asked.prompt_name) ?? (typeof asked.inputs === 'string' ? 'query' : 'passage');
    const tokenized = texts.map((text) => embedder.tokenize(text, kind));
    tellTruncated(context, { truncated: tokenized.filter(({ isTruncated }) => isTruncated).length });
    const tokens = tokenized.map((entry) => toTokens(entry, { isWhole: asked.add_special_tokens ?? true }));
    return context.json(tokens, 200);
  });
  return app;
}

/** The models here put one special token at each end. */
function toTokens({ ids }: Tokenized, { isWhole }: { isWhole: boolean }): z.infer<typeof token>[] {
  const tokens = Array.from(ids, (id, at) => {
    return { id, text: null, special: at === 0 || at === ids.length - 1, start: null, stop: null };
  });
  return isWhole ? tokens : tokens.filter(({ special }) => !special);
}
