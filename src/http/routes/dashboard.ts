// GET /dashboard: the page, public and without data. GET /v1/dashboard and its events: what it shows, behind the key.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { DashboardFeed } from '../dashboard-feed.ts';
import { dashboardSnapshot, takeSnapshot } from '../dashboard-snapshot.ts';
import type { AppEnv, HttpOptions } from '../env.ts';
import { servePage } from '../pages.ts';
import { jsonAnswer, PROBLEM_ANSWERS } from '../responses.ts';
import { refuseInvalid } from '../validation.ts';

/** A long day of seconds. */
const MAX_COUNT = 100_000;

const snapshot = createRoute({
  method: 'get',
  path: '/v1/dashboard',
  summary: 'All that the dashboard shows: state, statistics and the last slow requests',
  responses: { 200: jsonAnswer(dashboardSnapshot, 'A snapshot'), ...PROBLEM_ANSWERS },
});

const event = z.object({
  event: z.literal('snapshot'),
  data: z.string().describe('The JSON of `GET /v1/dashboard`'),
});
const count = z.coerce.number().int().min(1).max(MAX_COUNT).optional();
const events = createRoute({
  method: 'get',
  path: '/v1/dashboard/events',
  summary: 'A snapshot a second, as server-sent events',
  request: { query: z.object({ count: count.describe('End after so many events; endless by default') }) },
  responses: {
    200: {
      description: 'One event a second',
      content: { 'text/event-stream': { schema: event } },
    },
    ...PROBLEM_ANSWERS,
  },
});

const loadPage = async (): Promise<string> => (await import('../../dashboard/built.ts')).DASHBOARD_PAGE;

export function dashboardPage() {
  return new OpenAPIHono<AppEnv>().get('/dashboard', servePage(loadPage));
}

export function dashboardRoutes(options: HttpOptions) {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  const feed = new DashboardFeed(options);
  app.openapi(snapshot, (context) => {
    const json = JSON.stringify(takeSnapshot(options));
    // The state of the parts has no type of its own, so that hono cannot check it.
    return context.body(json, 200, { 'Cache-Control': 'no-store', 'Content-Type': 'application/json' }) as never;
  });
  app.openapi(events, (context) => {
    const stream = feed.open(context.req.valid('query'));
    // nginx would hold the events back.
    const headers = { 'Cache-Control': 'no-store', 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' };
    return context.body(stream, 200, headers);
  });
  return app;
}
