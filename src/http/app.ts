// The HTTP face as a table of contents: what every request passes, and where each path is answered.

import { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import { requestId } from 'hono/request-id';
import { ServiceError } from '../kernel/errors.ts';
import type { AppEnv, HttpOptions } from './env.ts';
import { answerFault } from './envelopes.ts';
import { admission } from './middleware/admission.ts';
import { apiKey } from './middleware/api-key.ts';
import { findRoute } from './middleware/find-route.ts';
import { hostCheck } from './middleware/host-check.ts';
import { observe } from './middleware/observe.ts';
import { readJson } from './middleware/read-json.ts';
import { serveDocument } from './openapi.ts';
import { toHttpError } from './problem.ts';
import { counselorRoutes } from './routes/counselor.ts';
import { dashboardPage, dashboardRoutes } from './routes/dashboard.ts';
import { docsPage } from './routes/docs.ts';
import { embeddingRoutes } from './routes/embeddings.ts';
import { healthRoutes } from './routes/health.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { modelRoutes } from './routes/models.ts';
import { ollamaRoutes } from './routes/ollama.ts';
import { ollamaEmbeddingRoutes } from './routes/ollama-embeddings.ts';
import { prefetchRoutes } from './routes/prefetch.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { teiEmbedRoutes } from './routes/tei-embed.ts';
import { teiInfoRoutes } from './routes/tei-info.ts';
import { teiSimilarityRoutes } from './routes/tei-similarity.ts';
import { teiTokenizeRoutes } from './routes/tei-tokenize.ts';

export function createApp(options: HttpOptions): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>();

  app.use(requestId());
  app.use(observe(options));
  app.use(hostCheck(options));
  app.use(crossOrigin(options));
  app.use(findRoute(app));
  app.route('/', healthRoutes(options));
  app.get('/openapi.json', serveDocument(app, options));
  app.route('/', dashboardPage());
  app.route('/', docsPage());

  app.use(apiKey({ keys: options.apiKeys }));
  app.use(admission(options));
  app.use(readJson(options));
  app.route('/', metricsRoutes(options));
  app.route('/', dashboardRoutes(options));
  app.route('/', prefetchRoutes(options));
  app.route('/', counselorRoutes(options));
  app.route('/', sessionRoutes(options));
  app.route('/', embeddingRoutes(options));
  app.route('/', modelRoutes(options));
  app.route('/', teiEmbedRoutes(options));
  app.route('/', teiTokenizeRoutes(options));
  app.route('/', teiSimilarityRoutes(options));
  app.route('/', teiInfoRoutes(options));
  app.route('/', ollamaEmbeddingRoutes(options));
  app.route('/', ollamaRoutes(options));

  // `findRoute` answered every other path; this is for what a mounted part may pass on.
  app.notFound((context) => answerFault(context, new ServiceError('not_found', 'Found no such path')));
  app.onError((thrown, context) => {
    const error = toHttpError(thrown);
    if (error.code === 'internal') options.events.fault({ where: 'http', error: error.cause });
    return answerFault(context, error);
  });
  return app;
}

function crossOrigin({ corsOrigins }: HttpOptions) {
  const answerBrowser = cors({
    origin: corsOrigins.includes('*') ? '*' : [...corsOrigins],
    allowMethods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'X-Request-Id'],
    exposeHeaders: ['Server-Timing', 'X-Request-Id', 'X-Truncated-Inputs', 'Retry-After'],
    maxAge: 600,
  });
  // Only browsers send an origin. Headers that hono sets ahead of an answer make it copy them all, so others are spared.
  return createMiddleware<AppEnv>(async function crossOrigin(context, next) {
    if (context.req.header('origin') === undefined) return next();
    return answerBrowser(context, next);
  });
}
