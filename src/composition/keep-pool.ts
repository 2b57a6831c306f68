// Gives a pool to an owner and keeps it under observation: idle workers are asked for a sign of life. It starts none.

import { createPoolEngine } from '../embedding/pool-engine.ts';
import type { EmbedEngine } from '../embedding/ports.ts';
import { ServiceError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import type { Pool } from '../pool/ports.ts';

/** Often enough that readiness never rests on an answer older than 10 s. */
const PROBE_EVERY_MS = 4000;
const PROBE_AFTER_MS = 5000;

/** Throws `unavailable` when the owner has gone meanwhile, and ends the pool: nobody else would. */
export function keepPool(
  pool: Pool,
  { events, parts }: { events: Pick<Events, 'fault'>; parts: AsyncDisposableStack },
): EmbedEngine {
  // A pool that cannot start says so through `ready`; nobody may be there to hear it yet.
  pool.ready().catch((error: unknown) => events.fault({ where: 'pool_start', error }));
  if (parts.disposed) {
    void pool[Symbol.asyncDispose]();
    throw new ServiceError('unavailable', 'The service is shutting down');
  }
  parts.use(pool);
  const probe = setInterval(
    () => void pool.probe(PROBE_AFTER_MS).catch((error: unknown) => events.fault({ where: 'probe', error })),
    PROBE_EVERY_MS,
  );
  parts.defer(() => clearInterval(probe));
  return createPoolEngine(pool);
}
