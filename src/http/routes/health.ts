// Probes: live (the event loop answers), ready (send requests here), and health for people.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { AppEnv, HttpOptions } from '../env.ts';
import { jsonAnswer } from '../responses.ts';

const state = z.object({ status: z.enum(['ok', 'unavailable']) });
const details = z.looseObject({ status: z.enum(['ok', 'unavailable']), version: z.string() });

const live = createRoute({
  method: 'get',
  path: '/health/live',
  summary: 'The event loop answers',
  responses: { 200: jsonAnswer(state, 'Alive') },
});
const ready = createRoute({
  method: 'get',
  path: '/health/ready',
  summary: 'Requests may be sent here',
  responses: {
    200: jsonAnswer(state, 'Ready'),
    503: jsonAnswer(state, 'Starting, draining, or a worker does not answer'),
  },
});
const health = createRoute({
  method: 'get',
  path: '/health',
  summary: 'The state of every part, for people',
  responses: { 200: jsonAnswer(details, 'Healthy'), 503: jsonAnswer(details, 'Not ready') },
});

export function healthRoutes({ health: port, version }: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>();
  // Asks no part: a platform restarts what is not live, which mends neither loading nor draining.
  app.openapi(live, (context) => context.json({ status: 'ok' as const }, 200));
  app.openapi(ready, (context) =>
    port.isReady()
      ? context.json({ status: 'ok' as const }, 200)
      : context.json({ status: 'unavailable' as const }, 503),
  );
  app.openapi(health, (context) => {
    const parts = port.describe();
    return port.isReady()
      ? context.json({ status: 'ok' as const, version, ...parts }, 200)
      : context.json({ status: 'unavailable' as const, version, ...parts }, 503);
  });
  return app;
}
