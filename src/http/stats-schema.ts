// The statistics report as a schema, for the documents of GET /v1/stats and of GET /v1/dashboard. It computes nothing.

import { z } from '@hono/zod-openapi';
import type { StatsReport } from '../metrics/stats-report.ts';

const counts = z.record(z.string(), z.int());

const timing = z.object({
  count: z.int(),
  avg_ms: z.number(),
  min_ms: z.number(),
  max_ms: z.number(),
  p50_ms: z.number(),
  p95_ms: z.number(),
  p99_ms: z.number(),
});
const timings = z.record(z.string(), timing);

const cacheCounts = z.object({
  cache: z.string(),
  tier: z.string(),
  results: counts.describe('Lookups by result'),
  hit_rate: z.number().nullable().describe('Hits per lookup, skipped ones left out; null without a lookup'),
});

const degradedCount = z.object({ source: z.string(), status: z.string(), reason: z.string(), count: z.int() });

const windowStats = z.object({
  minutes: z.int(),
  covered_seconds: z.number().describe('What the window really covers; divide by it for a rate'),
  requests: timings.describe('By route template'),
  stages: timings,
  sources: timings,
  inference: timings.describe('`queue_wait`, `inference` and `tokenization`, per text'),
  statuses: counts,
  degraded: z.array(degradedCount).readonly(),
  caches: z.array(cacheCounts).readonly(),
  worker_stops: counts.describe('By reason'),
  faults: counts.describe('Caught faults, by where they were met'),
  jobs: counts.describe('`refused`, `retried` and `truncated` texts, and `tokens` read by the model'),
});

const worker = z.object({
  life: z.string().describe('starting, ready, busy or dead'),
  restarts: z.int(),
  runs: z.int(),
  last_reason: z.string().nullable().describe('Why it last stopped'),
  since_success_ms: z.number().nullable(),
});

const identity = z.object({
  version: z.string(),
  pack: z.string(),
  pack_version: z.string(),
  model: z.string(),
  model_revision: z.string(),
  device: z.string(),
});

const cacheSize = z.object({
  cache: z.enum(['vector', 'result', 'session']),
  tier: z.enum(['memory', 'redis', 'upstash']),
  entries: z.int(),
  bytes: z.number(),
});

const now = z.object({
  uptime_seconds: z.number(),
  requests_in_flight: z.int(),
  requests_total: z.int().describe('Since the start; probes, metrics and dashboards are left out'),
  queued: counts.describe('Texts that wait for a worker, by lane'),
  workers: z.array(worker).readonly(),
  breakers: z.record(z.string(), z.string()).describe('closed, open or half_open, by name'),
  caches: z.array(cacheSize).readonly(),
  resident_bytes: z.number(),
  cpu_seconds: z.number(),
});

/** The report's own type stays with metrics, which know no schema: where the two part, this does not compile. */
export const statsReport = z.object({
  at: z.string(),
  identity: identity.nullable(),
  now,
  windows: z.array(windowStats).readonly().describe('The last 1, 5 and 60 minutes'),
}) satisfies z.ZodType<StatsReport>;
