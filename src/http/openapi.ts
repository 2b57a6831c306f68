// The OpenAPI 3.1 document of every route, written once when it is first asked for.

import type { OpenAPIHono } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './env.ts';

const DESCRIPTION = [
  'One call, all the context: `POST /v1/prefetch` asks five sources at once and answers what a language model should',
  'read before it speaks. The embedding model inside is served in the dialects of OpenAI, text-embeddings-inference and Ollama.',
].join(' ');

/** Its paths need no key: probes, and this document. */
const OPEN_PATHS = /^\/(health|openapi\.json)/;

export function serveDocument(app: OpenAPIHono<AppEnv>, { version }: { version: string }) {
  let json: string | undefined;
  return createMiddleware<AppEnv>(async function serveDocument(context) {
    json ??= JSON.stringify(describe(app, version));
    return context.body(json, 200, { 'Content-Type': 'application/json' });
  });
}

function describe(app: OpenAPIHono<AppEnv>, version: string) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Quintet', version, description: DESCRIPTION },
    servers: [{ url: '/', description: 'Where this document came from' }],
    security: [{ bearer: [] }],
  });
  for (const [path, operations] of Object.entries(document.paths ?? {}))
    if (OPEN_PATHS.test(path) && operations.get) operations.get.security = [];
  return document;
}
