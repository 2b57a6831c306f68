// One event a request with its route template, status and timeline, and the timings of its stages as a header for browsers.

import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { Clock } from '../../kernel/clock.ts';
import type { Events, RequestTrace } from '../../kernel/events.ts';
import type { StageTiming } from '../../prefetch/types.ts';
import type { AppEnv } from '../env.ts';

export function observe({ events, clock }: { events: Events; clock: Clock }) {
  return createMiddleware<AppEnv>(async function observe(context, next) {
    const startedAt = clock.now();
    await next();
    const stages = context.get('stages') ?? [];
    // The route's template, never the path: it is a label. Middleware counts as no route.
    const route = matchedRoutes(context).findLast(({ method }) => method !== 'ALL');
    events.request({
      route: route?.path ?? 'unmatched',
      method: route?.method,
      status: context.res.status,
      durationMs: clock.now() - startedAt,
      trace: traceOf(context, stages),
    });
  });
}

/** The whole is told apart from its parts by the request itself. */
function traceOf(context: Context<AppEnv>, stages: readonly StageTiming[]): RequestTrace {
  return {
    requestId: context.get('requestId'),
    traceparent: context.req.header('traceparent'),
    bars: stages.filter(({ stage }) => stage !== 'total').map(({ stage, ...bar }) => ({ name: stage, ...bar })),
  };
}
