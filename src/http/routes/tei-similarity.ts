// POST /similarity: how near one sentence is to others, as cosines, in text-embeddings-inference's dialect.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { dot, normalize, type Vector } from '../../kernel/vector.ts';
import { embedTexts } from '../embed-texts.ts';
import type { AppEnv, HttpOptions } from '../env.ts';
import { EmptyInputError, readTexts } from '../inputs.ts';
import { jsonAnswer, jsonBody, TEI_ANSWERS } from '../responses.ts';
import { readCall, truncationSchema } from '../tei.ts';
import { tellAsTei } from '../timings.ts';
import { refuseInvalid } from '../validation.ts';

const body = z.looseObject({
  inputs: z.object({ source_sentence: z.string(), sentences: z.array(z.string()) }),
  parameters: z.looseObject(truncationSchema).nullish(),
});

const example = { inputs: { source_sentence: 'The moon waxes', sentences: ['The moon grows', 'It rains'] } };

const route = createRoute({
  method: 'post',
  path: '/similarity',
  summary: 'Cosines between one sentence and others',
  request: { body: jsonBody(body, { examples: { sentences: { summary: 'Two sentences', value: example } } }) },
  responses: { 200: jsonAnswer(z.array(z.number()), 'Cosines in the order of the sentences'), ...TEI_ANSWERS },
});

export function teiSimilarityRoutes({ embedder }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  app.openapi(route, async (context) => {
    const { inputs, parameters } = context.req.valid('json');
    if (inputs.sentences.length === 0) throw new EmptyInputError('/inputs/sentences');
    // The source comes first and counts as one of the inputs.
    const texts = readTexts([inputs.source_sentence, ...inputs.sentences], '/inputs/sentences');
    const embedded = await embedTexts(embedder, texts, {
      ...readCall(parameters ?? {}),
      // Both sides get the same prompt, and it is the query's where nothing is searched: so e5 was trained.
      defaultKind: 'query',
      signal: context.req.raw.signal,
    });
    tellAsTei(context, embedded, texts);
    const [source, ...others] = embedded.results.map(({ vector }) => toUnit(vector, embedder.descriptor.normalize));
    return context.json(source ? others.map((vector) => dot(source, vector)) : [], 200);
  });
  return app;
}

function toUnit(vector: Vector, isUnit: boolean): Vector {
  return isUnit ? vector : normalize(vector.slice());
}
