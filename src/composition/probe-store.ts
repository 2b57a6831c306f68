// Asks the configured remote cache for a sign of life: connected, read and written within a time. Its errors name neither
// address nor secret.

import { Envelope } from '../cache/envelope.ts';
import { RedisStore } from '../cache/redis.ts';
import type { RemoteStore } from '../cache/remote-store.ts';
import { UpstashStore } from '../cache/upstash.ts';
import type { Config } from '../config.ts';
import { abortable, Deadline } from '../kernel/deadline.ts';
import type { ServiceError } from '../kernel/errors.ts';

/** Under no name that the caches use, and gone after a second. */
const PROBE = { key: 'quintet:doctor', value: new Uint8Array([1]), ttlSeconds: 1 };

type StoreConfig = Pick<Config, 'redisUrls' | 'upstashUrl' | 'upstashToken' | 'cacheKey'>;

export type StoreProof = { readonly name: RemoteStore['name']; readonly tookMs: number };

/** Undefined where none is configured. Rejects with `bad_config`, the store's own fault, or `timeout`. */
export async function probeStore(
  config: StoreConfig,
  { timeoutMs }: { timeoutMs: number },
): Promise<StoreProof | undefined> {
  // Refuses the secret that a start would refuse.
  new Envelope(config.cacheKey);
  // While there is no connection the store only waits; why, it tells here.
  let fault: ServiceError | undefined;
  const store = openStore(config, (error) => {
    fault = error;
  });
  if (!store) return undefined;
  const startedAt = performance.now();
  using deadline = new Deadline(timeoutMs);
  try {
    await abortable(ask(store), deadline.signal);
    return { name: store.name, tookMs: performance.now() - startedAt };
  } catch (error) {
    throw deadline.signal.aborted ? (fault ?? error) : error;
  } finally {
    await store.close();
  }
}

function openStore(
  { redisUrls, upstashUrl: url, upstashToken: token }: StoreConfig,
  onFault: (fault: ServiceError) => void,
): RemoteStore | undefined {
  if (redisUrls.length > 0) return new RedisStore({ urls: redisUrls, onFault });
  return url !== undefined && token !== undefined ? new UpstashStore({ url, token }) : undefined;
}

async function ask(store: RemoteStore): Promise<void> {
  await store.ready();
  await store.getMany([PROBE.key]);
  await store.setMany([PROBE]);
}
