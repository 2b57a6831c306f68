// The HTTP face as a table of contents: what every request passes, and where each path is answered.

import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { ServiceError } from '../kernel/errors.ts';
import type { AppEnv, HttpOptions } from './env.ts';
import { admission } from './middleware/admission.ts';
import { apiKey } from './middleware/api-key.ts';
import { hostCheck } from './middleware/host-check.ts';
import { observe } from './middleware/observe.ts';
import { answerProblem, toHttpError } from './problem.ts';
import { counselorRoutes } from './routes/counselor.ts';
import { embeddingRoutes } from './routes/embeddings.ts';
import { healthRoutes } from './routes/health.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { modelRoutes } from './routes/models.ts';
import { prefetchRoutes } from './routes/prefetch.ts';
import { sessionRoutes } from './routes/sessions.ts';

export function createApp(options: HttpOptions): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>();

  app.use(requestId());
  app.use(observe(options));
  app.use(hostCheck(options));
  app.use(
    cors({
      origin: [...options.corsOrigins],
      allowHeaders: ['Authorization', 'Content-Type', 'X-Request-Id'],
      exposeHeaders: ['Server-Timing', 'X-Request-Id', 'Retry-After'],
      maxAge: 600,
    }),
  );
  app.route('/', healthRoutes(options));

  app.use(apiKey({ keys: options.apiKeys }));
  app.use(admission(options));
  app.use(bodyLimit({ maxSize: options.maxBodyBytes, onError: refuseLargeBody(options) }));
  app.route('/', metricsRoutes(options));
  app.route('/', prefetchRoutes(options));
  app.route('/', counselorRoutes(options));
  app.route('/', sessionRoutes(options));
  app.route('/', embeddingRoutes(options));
  app.route('/', modelRoutes(options));

  app.notFound((context) => answerProblem(context, new ServiceError('not_found', 'Found no such path')));
  app.onError((thrown, context) => {
    const error = toHttpError(thrown);
    if (error.code === 'internal') options.events.fault({ where: 'http', error: error.cause });
    return answerProblem(context, error);
  });
  return app;
}

function refuseLargeBody({ maxBodyBytes }: HttpOptions) {
  return (): never => {
    throw new ServiceError('request_too_large', `The body is larger than ${maxBodyBytes} bytes`);
  };
}
