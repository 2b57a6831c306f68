// Admission: at most so many requests at once; the next is refused at the door, before its body is read.

import { createMiddleware } from 'hono/factory';
import { ServiceError } from '../../kernel/errors.ts';
import type { AppEnv } from '../env.ts';

/** A refused client should come back when a few requests have left. */
const RETRY_AFTER_MS = 1000;

export function admission({ maxRequests }: { maxRequests: number }) {
  let running = 0;
  return createMiddleware<AppEnv>(async function admission(_context, next) {
    if (running >= maxRequests)
      throw new ServiceError('overloaded', `The service has ${running} requests at once, its limit`, {
        retryAfterMs: RETRY_AFTER_MS,
      });
    running += 1;
    try {
      await next();
    } finally {
      running -= 1;
    }
  });
}
