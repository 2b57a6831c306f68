// A cached answer over HTTP against a bare Hono route that parses the same body and returns the same bytes, turn by turn.

import path from 'node:path';
import { openLoadGenerator, readLines } from '../load/generator.ts';
import type { BenchContext, Figure, Table } from './bench.ts';
import { createLatency } from './latency.ts';
import { baseSettings } from './open-service.ts';
import { createRequests, type RequestSpec } from './requests.ts';
import { startServer } from './server.ts';

const ROUNDS = { full: 4, quick: 2, smoke: 1 };
const SLICE_SECONDS = { full: 1.5, quick: 1, smoke: 0.4 };
const WARM_UP = { full: 2000, quick: 1000, smoke: 200 };
const CONNECTIONS = 16;

type Measured = { readonly table: Table; readonly figures: readonly Figure[]; readonly notes: readonly string[] };

export async function measureAnswers(context: BenchContext): Promise<Measured> {
  const requests: RequestSpec = { kind: 'repeated-question', seed: context.seed, count: 1 };
  await using server = await startServer({ ...baseSettings(context), RAG_EXECUTOR_WORKERS: '1' }, context);
  await using bare = await startBareRoute(context, { requests, url: server.url });
  await using load = openLoadGenerator();
  const variants = [
    { name: 'cached question', url: server.url, check: 'content', path: undefined },
    { name: 'bare Hono route', url: bare.url, check: 'bytes', path: '/bare' },
  ] as const;
  const latencies = variants.map(() => createLatency());
  const seconds = variants.map(() => 0);
  for (let round = 0; round < context.pick(ROUNDS); round++)
    for (const [at, { name, url, check, path: target }] of variants.entries()) {
      const plan = { url, check, requests, connections: CONNECTIONS, ...(target ? { path: target } : {}) };
      const warmUp = round === 0 ? { warmUpRequests: context.pick(WARM_UP) } : {};
      const phases = [{ name, seconds: context.pick(SLICE_SECONDS) }];
      const [report] = await load.run({ ...plan, ...warmUp, phases });
      if (!report) throw new Error('The generator reported no phase');
      latencies[at]?.add(report.encoded);
      seconds[at] = (seconds[at] ?? 0) + report.seconds;
    }
  const rates = latencies.map((latency, at) => latency.summary().count / (seconds[at] ?? 1));
  const share = ((rates[0] ?? 0) / (rates[1] ?? 1)) * 100;
  const shown = 'cached question, against a bare Hono route with the same bytes';
  return {
    table: {
      title: `answers over HTTP, ${CONNECTIONS} connections, closed loop (ms)`,
      columns: ['route', 'requests/s', 'p50', 'p95', 'p99'],
      rows: variants.map(({ name }, at) => {
        const { p50Ms = 0, p95Ms = 0, p99Ms = 0 } = latencies[at]?.summary() ?? {};
        return [name, Math.round(rates[at] ?? 0), p50Ms, p95Ms, p99Ms];
      }),
    },
    figures: [
      { name: 'cached question', value: rates[0] ?? 0, unit: 'requests/s', better: 'higher' },
      { name: 'cached question / bare route', value: share, unit: '%', better: 'higher', goal: 50, shown },
    ],
    notes: [`The answer has ${Math.round(bare.bytes / 1024)} KiB.`],
  };
}

type BareRoute = AsyncDisposable & { readonly url: string; readonly bytes: number };

/** Returns what the service answers to the same request. */
async function startBareRoute(
  context: BenchContext,
  { requests, url }: { requests: RequestSpec; url: string },
): Promise<BareRoute> {
  const { path: route, bodies } = await createRequests(requests, context);
  const headers = { 'content-type': 'application/json' };
  const answer = await (await fetch(`${url}${route}`, { method: 'POST', headers, body: bodies[0] ?? '' })).text();
  const file = path.join(context.scratch, 'bare-answer.json');
  await Bun.write(file, answer);
  const child = Bun.spawn([process.execPath, path.join(import.meta.dir, 'bare-route.ts'), file], {
    stdout: 'pipe',
    stderr: 'inherit',
    env: {},
  });
  const { value = '' } = await readLines(child.stdout).next();
  return {
    url: value.replace('listens on ', ''),
    bytes: Buffer.byteLength(answer),
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
    },
  };
}
