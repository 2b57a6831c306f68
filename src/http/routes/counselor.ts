// POST /counselor/init: the first application's call, with its own answer and error shapes.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { initBody, type StableAnswer } from '../../destiny/prefetch-schema.ts';
import { SAMPLE_CHARTS } from '../../destiny/samples.ts';
import type { AppEnv, HttpOptions } from '../env.ts';
import { counselorProblemBody } from '../envelopes.ts';
import { jsonAnswer, jsonBody } from '../responses.ts';
import { tellStages } from '../timings.ts';
import { refuseInvalid } from '../validation.ts';

/** 128 bits: whoever knows an id may read the session, so that none may be guessed. */
const SESSION_ID_BYTES = 16;

const success = z.object({
  status: z.literal('success'),
  session_id: z.string(),
  prefetch_time_ms: z.number(),
  data_summary: z.object({
    graph_nodes: z.int(),
    corpus_quotes: z.int(),
    persona_insights: z.int(),
    has_cross_analysis: z.boolean(),
  }),
});
const answerFailure = (description: string) => jsonAnswer(counselorProblemBody, description);

const examples = {
  korean: {
    summary: 'A Korean reader opens a conversation about love',
    value: { ...SAMPLE_CHARTS.ko, locale: 'ko', theme: 'focus_love' },
  },
};

const route = createRoute({
  method: 'post',
  path: '/counselor/init',
  summary: 'Prefetch for the first application, kept as a session',
  request: { body: jsonBody(initBody, { examples }) },
  responses: {
    200: jsonAnswer(success, 'The prefetch was stored under the session id'),
    400: answerFailure('The body is not what was expected'),
    401: answerFailure('No key, or a wrong one'),
    403: answerFailure('The Host header is not a local name'),
    413: answerFailure('The body is too large'),
    415: answerFailure('The body is not JSON'),
    429: answerFailure('Too many requests at once'),
    500: answerFailure('An unexpected fault'),
    503: answerFailure('Starting or draining'),
  },
});

export function counselorRoutes({ responder, sessions }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  app.openapi(route, async (context) => {
    // The birth is checked and goes no further: the charts hold what was read from it.
    const { birth: _validated, ...body } = context.req.valid('json');
    const requestId = context.get('requestId');
    const answer = await responder.respond(body, {
      acceptLanguage: context.req.header('accept-language'),
      requestId,
      signal: context.req.raw.signal,
    });
    const { json: bytes, stages, tookMs } = answer.write();
    const json = new TextDecoder().decode(bytes);
    tellStages(context, stages);
    const id = Buffer.from(crypto.getRandomValues(new Uint8Array(SESSION_ID_BYTES))).toString('base64url');
    await sessions.set(id, json);
    // An answer comes as bytes that may be older than this call; what is in it is found by reading it.
    const found: StableAnswer = JSON.parse(json);
    const summary = {
      graph_nodes: found.graph_nodes.length,
      corpus_quotes: found.corpus_quotes.length,
      persona_insights: found.persona_context.jung.length + found.persona_context.stoic.length,
      has_cross_analysis: found.cross_analysis !== '',
    };
    return context.json(
      { status: 'success' as const, session_id: id, prefetch_time_ms: tookMs, data_summary: summary },
      200,
    );
  });
  return app;
}
