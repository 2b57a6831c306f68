// One event a request with its route template and status, and the timings of its stages as a header for browsers.

import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { Clock } from '../../kernel/clock.ts';
import type { Events } from '../../kernel/events.ts';
import type { AppEnv } from '../env.ts';

export function observe({ events, clock }: { events: Events; clock: Clock }) {
  return createMiddleware<AppEnv>(async function observe(context, next) {
    const startedAt = clock.now();
    await next();
    const stages = context.get('stages') ?? [];
    if (stages.length > 0)
      context.header(
        'Server-Timing',
        stages.map(({ stage, durationMs }) => `${stage};dur=${durationMs.toFixed(3)}`).join(', '),
      );
    const route = context.res.status === 404 ? 'unmatched' : routePath(context, -1);
    events.request({ route, status: context.res.status, durationMs: clock.now() - startedAt });
  });
}
