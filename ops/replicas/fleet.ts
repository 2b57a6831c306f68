// Three replicas, nginx in front and one Redis behind, on this machine: what a deployment has, small enough to break at will.

import { freePort, startRedis } from '../../test/fixtures/redis-server.ts';
import { type Instance, startInstance } from './instance.ts';
import { startProxy } from './proxy.ts';

const REPLICAS = 3;

export type Fleet = AsyncDisposable & {
  /** Of the proxy. */
  readonly url: string;
  readonly size: number;
  /** Keys in the shared Redis. */
  storedKeys(): Promise<number>;
  instance(place: number): Instance;
  /** Starts the replica at its old port, with this pack. The one before must have ended. */
  restart(place: number, pack: string): Promise<void>;
};

export type FleetOptions = {
  readonly pack: string;
  readonly environment: Readonly<Record<string, string>>;
};

export async function openFleet({ pack, environment }: FleetOptions): Promise<Fleet> {
  await using parts = new AsyncDisposableStack();
  const redis = parts.use(await startRedis());
  const ports = Array.from({ length: REPLICAS }, freePort);
  const settings = { ...environment, REDIS_URL: redis.url };
  const start = (place: number, wanted: string): Promise<Instance> =>
    startInstance({ port: ports[place] ?? 0, pack: wanted, environment: settings });
  const instances: Instance[] = [];
  // The one that stands at a place at the end is the one to be ended.
  parts.defer(async () => {
    await Promise.all(instances.map((instance) => instance.kill()));
  });
  instances.push(...(await Promise.all(ports.map((_, place) => start(place, pack)))));
  const proxy = parts.use(await startProxy(ports));
  const owned = parts.move();
  return {
    url: proxy.url,
    size: REPLICAS,
    storedKeys: () => redis.admin.dbsize(),
    instance: (place) => {
      const found = instances[place];
      if (!found) throw new RangeError(`Found no replica ${place}, expected 0 to ${REPLICAS - 1}`);
      return found;
    },
    restart: async (place, wanted) => {
      instances[place] = await start(place, wanted);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
