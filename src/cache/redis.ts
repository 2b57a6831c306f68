// The Redis and Redis Cluster adapter, over ioredis: Bun's own client has no command timeout and no cluster. It queues
// nothing while there is no connection, and comes back by itself at a slow, uneven pace.

import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { type Clock, SYSTEM_CLOCK } from '../kernel/clock.ts';
import { ServiceError } from '../kernel/errors.ts';
import { parseRedisUrls, type RedisAddress } from './redis-url.ts';
import type { RemoteEntry, RemoteStore } from './remote-store.ts';
import { toStoreFault } from './store-fault.ts';

export type RedisStoreOptions = {
  /** One server, or several nodes of a cluster. */
  readonly urls: readonly string[];
  /** PEM of a private authority, for `rediss`. */
  readonly certificateAuthority?: string;
  readonly clock?: Clock;
  /** Faults of the connection, outside any call. */
  readonly onFault?: (fault: ServiceError) => void;
};

/** Callers give up much earlier; this frees what a frozen server would hold. */
const COMMAND_TIMEOUT_MS = 1000;
/** A socket that owes an answer this long is replaced: a machine that vanished sends no reset. */
const SOCKET_TIMEOUT_MS = 5000;
const CONNECT_TIMEOUT_MS = 2000;
/** ioredis waits this long for a close that has already been, and keeps the process alive meanwhile. */
const DISCONNECT_TIMEOUT_MS = 100;
const FIRST_RETRY_MS = 100;
/** Longer leaves a restarted Redis unused, shorter burdens it when many instances come back. */
const LONGEST_RETRY_MS = 5000;
/** A connection that dies sooner was no success: the pace of retries goes on slowing down. */
const STABLE_MS = 10_000;

export class RedisStore implements RemoteStore {
  readonly name = 'redis';
  readonly #client: Redis | Cluster;

  constructor(options: RedisStoreOptions) {
    this.#client = createClient(parseRedisUrls(options.urls), options);
    const report = (thrown: unknown) => options.onFault?.(toStoreFault(this.name, thrown));
    this.#client.on('error', report);
    if (this.#client instanceof Cluster) this.#client.on('node error', report);
    // Its failure comes as an event too.
    this.#client.connect().catch(() => undefined);
  }

  async ready(): Promise<void> {
    if (this.#client.status !== 'ready') {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#client.once('ready', () => resolve());
      await promise;
    }
    // A cluster connects to a node with its first command, which would cost the first requests their budget.
    await this.#call(async (client) => {
      if (client instanceof Cluster) await Promise.all(client.nodes('master').map((node) => node.ping()));
    });
  }

  async getMany(keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    const values = await this.#call((client) =>
      // Keys of a cluster lie on several nodes, where one command may not cross.
      client instanceof Cluster ? Promise.all(keys.map((key) => client.getBuffer(key))) : client.mgetBuffer(...keys),
    );
    if (!Array.isArray(values) || values.length !== keys.length)
      throw new ServiceError('unavailable', 'The redis cache failed: not understood');
    return values.map((value) => (Buffer.isBuffer(value) ? value : undefined));
  }

  async setMany(entries: readonly RemoteEntry[]): Promise<void> {
    await this.#call(async (client) => {
      if (client instanceof Cluster) {
        await Promise.all(entries.map(({ key, value, ttlSeconds }) => client.setex(key, ttlSeconds, asBuffer(value))));
        return;
      }
      const pipeline = client.pipeline();
      for (const { key, value, ttlSeconds } of entries) pipeline.setex(key, ttlSeconds, asBuffer(value));
      const refused = (await pipeline.exec())?.find(([error]) => error !== null)?.[0];
      if (refused) throw refused;
    });
  }

  async delete(key: string): Promise<boolean> {
    return (await this.#call((client) => client.del(key))) > 0;
  }

  async close(): Promise<void> {
    this.#client.disconnect();
  }

  async #call<Answer>(send: (client: Redis | Cluster) => Promise<Answer>): Promise<Answer> {
    try {
      return await send(this.#client);
    } catch (thrown) {
      throw toStoreFault(this.name, thrown);
    }
  }
}

function createClient(address: RedisAddress, options: RedisStoreOptions): Redis | Cluster {
  const pace = createPace(options.clock ?? SYSTEM_CLOCK);
  const { nodes, isCluster, database, tls } = address;
  const authority = options.certificateAuthority;
  const shared = {
    protocol: 2 as const,
    lazyConnect: true,
    enableOfflineQueue: false,
    disableClientInfo: true,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    ...(address.username === undefined ? {} : { username: address.username }),
    ...(address.password === undefined ? {} : { password: address.password }),
    ...(tls ? { tls: { ...withoutUndefined(tls), ...(authority === undefined ? {} : { ca: authority }) } } : {}),
  };
  const client = isCluster
    ? new Cluster([...nodes], {
        lazyConnect: true,
        enableOfflineQueue: false,
        maxRedirections: 3,
        clusterRetryStrategy: pace.next,
        redisOptions: shared,
      })
    : new Redis({ ...shared, ...nodes[0], db: database, retryStrategy: pace.next } satisfies RedisOptions);
  client.on('ready', pace.connected);
  return client;
}

/** Doubling delays with a random half, so that instances that lost the same Redis do not come back in step. */
function createPace(clock: Clock): { next: () => number; connected: () => void } {
  let attempts = 0;
  let connectedAt: number | undefined;
  return {
    connected() {
      connectedAt = clock.now();
    },
    next() {
      if (connectedAt !== undefined && clock.now() - connectedAt > STABLE_MS) attempts = 0;
      connectedAt = undefined;
      const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts++, 16));
      return Math.round(delayMs * (0.5 + Math.random() / 2));
    },
  };
}

function withoutUndefined(tls: { servername: string | undefined }): { servername?: string } {
  return tls.servername === undefined ? {} : { servername: tls.servername };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
