// POST /v1/prefetch: one call, all the context.

import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { prefetchAnswer, prefetchBody } from '../../destiny/prefetch-schema.ts';
import { SAMPLE_CHARTS } from '../../destiny/samples.ts';
import type { AppEnv, HttpOptions } from '../env.ts';
import { jsonAnswer, jsonBody, PROBLEM_ANSWERS } from '../responses.ts';
import { tellStages } from '../timings.ts';
import { readBody } from '../validation.ts';

const examples = {
  korean: {
    summary: 'A Korean reader asks about work',
    value: { ...SAMPLE_CHARTS.ko, locale: 'ko', theme: 'career', question: '지금 직장을 옮겨도 될까요?' },
  },
  english: {
    summary: 'An English reader asks about love, and wants reasons',
    value: { ...SAMPLE_CHARTS.en, locale: 'en', theme: 'love', question: 'Why do we keep arguing?', explain: true },
  },
  chart_only: {
    summary: 'A chart without a question: no inference at all',
    value: { saju: { dayMaster: '甲' }, astro: { sun: 'leo', moon: 'pisces' }, locale: 'en', theme: 'life' },
  },
};

const route = createRoute({
  method: 'post',
  path: '/v1/prefetch',
  summary: 'All the context for one user in one call',
  request: { body: jsonBody(prefetchBody, { examples }) },
  responses: { 200: jsonAnswer(prefetchAnswer, 'The context, with a status for every source'), ...PROBLEM_ANSWERS },
});

export function prefetchRoutes({ responder }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>();
  // Documented here and read by hand: this is the path whose every microsecond counts.
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (context) => {
    const text = await context.req.text();
    const call = {
      acceptLanguage: context.req.header('accept-language'),
      requestId: context.get('requestId'),
      signal: context.req.raw.signal,
      text,
    };
    const answer =
      (await responder.recall(text, call)) ?? (await responder.respond(readBody(prefetchBody, text), call));
    const { json, stages } = answer.write();
    tellStages(context, stages);
    // Copies the bytes at once, as `write` asks.
    return context.body(json, 200, { 'Content-Type': 'application/json' });
  });
  return app;
}
