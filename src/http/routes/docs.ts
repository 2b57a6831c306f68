// GET /docs: the OpenAPI document as a page that runs its examples. The page is public, as the document is.

import { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from '../env.ts';
import { servePage } from '../pages.ts';

const loadPage = async (): Promise<string> => (await import('../../dashboard/built.ts')).DOCS_PAGE;

export function docsPage() {
  return new OpenAPIHono<AppEnv>().get('/docs', servePage(loadPage));
}
