// Asks for a key where keys are set. The comparison takes the same time for every wrong key.

import { createHash, timingSafeEqual } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { ServiceError } from '../../kernel/errors.ts';
import type { AppEnv } from '../env.ts';

export function apiKey({ keys }: { keys: readonly string[] }) {
  const digests = keys.map(digest);
  return createMiddleware<AppEnv>(async function apiKey(context, next) {
    if (digests.length > 0) {
      const token = /^Bearer\s+(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
      if (token === undefined)
        throw new ServiceError('authentication', 'Found no key, expected "Authorization: Bearer <key>"');
      const given = digest(token);
      // Every key is compared, so that time does not tell which one was near.
      const matches = digests.filter((expected) => timingSafeEqual(expected, given));
      if (matches.length === 0) throw new ServiceError('authentication', 'The key is not valid');
    }
    await next();
  });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
