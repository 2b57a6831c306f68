// Answers an unknown path with 404 and a known path under another method with 405 before anything else is asked of the
// request: a body is never read for a route that does not exist.

import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import { TrieRouter } from 'hono/router/trie-router';
import type { RouterRoute } from 'hono/types';
import { ServiceError } from '../../kernel/errors.ts';
import type { AppEnv } from '../env.ts';

/** What hono calls the method of middleware; routes of ours name theirs. */
const ANY_METHOD = 'ALL';

/** `routes` is read at the first miss, when every route is there. */
export function findRoute({ routes }: { readonly routes: readonly RouterRoute[] }) {
  let byPath: TrieRouter<readonly string[]> | undefined;
  return createMiddleware<AppEnv>(async function findRoute(context, next) {
    if (matchedRoutes(context).every(({ method }) => method === ANY_METHOD)) {
      byPath ??= indexMethods(routes);
      const methods = byPath.match(ANY_METHOD, context.req.path)[0].flatMap(([found]) => found);
      if (methods.length === 0) throw new ServiceError('not_found', 'Found no such path');
      const allowed = [...new Set(methods)].sort().join(', ');
      context.header('Allow', allowed);
      throw new ServiceError('method_not_allowed', `Found another method on this path, expected ${allowed}`);
    }
    await next();
  });
}

/** Every GET answers HEAD, and every path a pre-flight. */
function indexMethods(routes: readonly RouterRoute[]): TrieRouter<readonly string[]> {
  const router = new TrieRouter<readonly string[]>();
  for (const { method, path } of routes)
    if (method !== ANY_METHOD)
      router.add(ANY_METHOD, path, method === 'GET' ? ['GET', 'HEAD', 'OPTIONS'] : [method, 'OPTIONS']);
  return router;
}
