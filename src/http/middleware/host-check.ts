// On a loopback address, refuses requests that came under another name: a page on the internet must not reach a local
// service by pointing its own domain at 127.0.0.1 (DNS rebinding).

import { createMiddleware } from 'hono/factory';
import { ServiceError } from '../../kernel/errors.ts';
import type { AppEnv } from '../env.ts';

export function hostCheck({ allowedHosts }: { allowedHosts: readonly string[] | undefined }) {
  const allowed = new Set(allowedHosts);
  return createMiddleware<AppEnv>(async function hostCheck(context, next) {
    const host = context.req.header('host');
    if (allowedHosts && host !== undefined && !allowed.has(hostName(host)))
      throw new ServiceError('forbidden', 'Found an unknown Host header, expected localhost');
    await next();
  });
}

/** Without the port; `[::1]:80` keeps its brackets. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}
