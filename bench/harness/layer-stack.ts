// One request's path, built up a layer at a time from the service's own parts: each layer holds all that lie before it, so
// that the difference of two neighbours is the cost of one. Every layer returns the same bytes.

import { Hono } from 'hono';
import { labelFact } from '../../src/destiny/labels.ts';
import { createResponder, type Responder } from '../../src/destiny/respond.ts';
import { toPrefetchRequest } from '../../src/destiny/to-request.ts';
import type { HttpOptions } from '../../src/http/env.ts';
import { readJson } from '../../src/http/middleware/read-json.ts';
import { prefetchRoutes } from '../../src/http/routes/prefetch.ts';
import { SYSTEM_CLOCK } from '../../src/kernel/clock.ts';
import { SILENT } from '../../src/kernel/events.ts';
import { createPrefetch } from '../../src/prefetch/prefetch.ts';
import { createSources } from '../../src/sources/create-sources.ts';
import type { BenchContext } from './bench.ts';
import { createAnswer } from './layer-answer.ts';
import { openBenchService } from './open-service.ts';
import { createRequests } from './requests.ts';

type Respond = Responder['respond'];

export type Layer = { readonly name: string; call(): Promise<number> };

const BODIES = 400;
const MAX_BODY_BYTES = 2 ** 20;

/** The order is that of a request's journey. Layers share the pack and the bodies: distinct charts without a question. */
export async function openLayers(context: BenchContext, parts: AsyncDisposableStack): Promise<readonly Layer[]> {
  const service = parts.use(await openBenchService(context, { settings: { RAG_EXECUTOR_WORKERS: '1' } }));
  const { index, embedder } = service;
  const { bodies } = await createRequests({ kind: 'chart', seed: context.seed, count: BODIES }, context);
  const fixed = await createAnswer(service, bodies[0] ?? '');
  const sources = createSources(index);
  const read = (...[body, { acceptLanguage }]: Parameters<Respond>) =>
    toPrefetchRequest(body, { index, acceptLanguage });
  const whole = createResponder({
    index,
    results: undefined,
    model: embedder.descriptor,
    clock: SYSTEM_CLOCK,
    labelFact,
    prefetch: createPrefetch({
      sources,
      embedder,
      headings: new Map(),
      isDisabled: false,
      events: SILENT,
      clock: SYSTEM_CLOCK,
    }),
  });
  const bare = new Hono().post('/v1/prefetch', async (c) => {
    await c.req.json();
    return c.body(fixed.write().json, 200, { 'Content-Type': 'application/json' });
  });
  const withFacts: Respond = async (...call) => {
    read(...call);
    return fixed;
  };
  const withSources: Respond = async (...call) => {
    const { request } = read(...call);
    const { facts, theme, locale } = request;
    for (const source of sources.values())
      await source.retrieve({ facts, theme, locale, question: undefined, limit: source.limit, signal: call[1].signal });
    return fixed;
  };
  const layer = (name: string, fetch: (request: Request) => Response | Promise<Response>) =>
    toLayer(name, { fetch, bodies });
  return [
    layer('bare Hono, JSON parsed', (request) => bare.fetch(request)),
    layer(
      '+ body limit, zod schema',
      routeOf(async () => fixed),
    ),
    layer('+ facts', routeOf(withFacts)),
    layer('+ sources', routeOf(withSources)),
    layer('+ packing and the answer', routeOf(whole.respond)),
    layer('+ middleware and metrics', service.fetch),
  ];
}

function routeOf(respond: Respond): (request: Request) => Response | Promise<Response> {
  const app = new Hono();
  app.use(readJson({ maxBodyBytes: MAX_BODY_BYTES }));
  // The route needs nothing else of the options.
  const responder: Responder = { respond, recall: async () => undefined };
  app.route('/', prefetchRoutes({ responder } as HttpOptions));
  return (request) => app.fetch(request);
}

function toLayer(
  name: string,
  { fetch, bodies }: { fetch: (request: Request) => Response | Promise<Response>; bodies: readonly string[] },
): Layer {
  let turn = 0;
  return {
    name,
    async call() {
      turn = (turn + 1) % bodies.length;
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(
        new Request('http://localhost/v1/prefetch', { method: 'POST', headers, body: bodies[turn] ?? '' }),
      );
      const { length } = await response.text();
      if (response.status !== 200 || length < 1000) throw new Error(`${name}: found status ${response.status}`);
      return length;
    },
  };
}
