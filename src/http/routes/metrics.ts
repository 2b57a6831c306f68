// GET /metrics for Prometheus and GET /v1/stats for people: counts and percentiles, nothing of any request's content.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { AppEnv, HttpOptions } from '../env.ts';
import { jsonAnswer, PROBLEM_ANSWERS } from '../responses.ts';
import { statsReport } from '../stats-schema.ts';

const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'Metrics in the Prometheus text format',
  responses: {
    200: { description: 'Exposition', content: { 'text/plain': { schema: z.string() } } },
    ...PROBLEM_ANSWERS,
  },
});
const stats = createRoute({
  method: 'get',
  path: '/v1/stats',
  summary: 'Count, average, extremes and percentiles per stage and source',
  responses: { 200: jsonAnswer(statsReport, 'Statistics over the last 1, 5 and 60 minutes'), ...PROBLEM_ANSWERS },
});

export function metricsRoutes({ metrics: port }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(metrics, async (context) => context.text(await port.expose(), 200, { 'Content-Type': port.contentType }));
  app.openapi(stats, (context) => context.json(port.stats(), 200));
  return app;
}
