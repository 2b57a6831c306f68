// All that the dashboard shows, read at one moment. It holds timings and states, nothing of any request's content.

import { z } from '@hono/zod-openapi';
import type { Timeline } from '../metrics/timelines.ts';
import type { HttpOptions } from './env.ts';
import { statsReport } from './stats-schema.ts';

/** More than fit on a screen would only make every message longer. */
const MAX_TIMELINES = 20;
/** The request as a whole is the timeline itself, not a bar in it. */
const WHOLE = 'total';

const bar = z.object({
  name: z.string(),
  kind: z.enum(['stage', 'source', 'queue', 'inference']),
  start_ms: z.number().describe('Since the request began'),
  duration_ms: z.number(),
  status: z.string().nullable().describe('Of a source'),
  reason: z.string().nullable(),
});

const timeline = z.object({
  request_id: z.string(),
  route: z.string(),
  status: z.int(),
  started_at: z.string(),
  total_ms: z.number(),
  bars: z.array(bar),
});

export const dashboardSnapshot = z.object({
  version: z.string(),
  is_ready: z.boolean(),
  is_draining: z.boolean(),
  parts: z.looseObject({}).describe('As in `GET /health`: pack, model, device, pool, caches, memory'),
  stats: statsReport.describe('As in `GET /v1/stats`'),
  timelines: z.array(timeline).describe('The last requests that were slow, failed or degraded, newest first'),
});

export type DashboardSnapshot = z.infer<typeof dashboardSnapshot>;

export type SnapshotOptions = Pick<HttpOptions, 'health' | 'metrics' | 'version'>;

export function takeSnapshot({ health, metrics, version }: SnapshotOptions): DashboardSnapshot {
  const { is_draining: isDraining, ...parts } = health.describe();
  return {
    version,
    is_ready: health.isReady(),
    is_draining: isDraining === true,
    parts,
    stats: metrics.stats(),
    timelines: metrics.timelines().slice(0, MAX_TIMELINES).map(toTimeline),
  };
}

function toTimeline({ requestId, route, status, startedAt, totalMs, bars }: Timeline) {
  return {
    request_id: requestId,
    route,
    status,
    started_at: startedAt,
    total_ms: totalMs,
    bars: bars
      .filter(({ name }) => name !== WHOLE)
      .map(({ name, kind, startMs, durationMs, status: sourceStatus = null, reason = null }) => ({
        name,
        kind,
        start_ms: startMs,
        duration_ms: durationMs,
        status: sourceStatus,
        reason,
      })),
  };
}
