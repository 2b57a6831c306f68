// The Upstash adapter: Redis over REST, the only file that knows `@upstash/redis`. Values travel as base64, since the
// protocol is JSON; nothing is tried twice.

import { Redis } from '@upstash/redis';
import { type Clock, SYSTEM_CLOCK } from '../kernel/clock.ts';
import { ServiceError } from '../kernel/errors.ts';
import type { RemoteEntry, RemoteStore } from './remote-store.ts';
import { toStoreFault } from './store-fault.ts';

export type UpstashStoreOptions = {
  readonly url: string;
  readonly token: string;
  readonly clock?: Clock;
  /** For tests; by default the real client. */
  readonly client?: UpstashClient;
};

export type UpstashClient = Pick<Redis, 'mget' | 'pipeline' | 'del'>;

/** Callers give up much earlier; this frees what a frozen server would hold. */
const REQUEST_TIMEOUT_MS = 1000;

export class UpstashStore implements RemoteStore {
  readonly name = 'upstash';
  readonly #client: UpstashClient;
  readonly #clock: Clock;
  /** Cancels of the requests that may still be in flight. */
  readonly #flights = new Set<() => void>();

  constructor(options: UpstashStoreOptions) {
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#client = options.client ?? createClient(options, () => this.#openFlight());
  }

  async ready(): Promise<void> {
    // REST has no connection to wait for.
  }

  async getMany(keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    const values = await this.#call((client) => client.mget<unknown[]>(...keys));
    if (!Array.isArray(values) || values.length !== keys.length)
      throw new ServiceError('unavailable', 'The upstash cache failed: not understood');
    return values.map((value) => (typeof value === 'string' ? Buffer.from(value, 'base64') : undefined));
  }

  async setMany(entries: readonly RemoteEntry[]): Promise<void> {
    await this.#call(async (client) => {
      const pipeline = client.pipeline();
      for (const { key, value, ttlSeconds } of entries) pipeline.set(key, toBase64(value), { ex: ttlSeconds });
      await pipeline.exec();
    });
  }

  async delete(key: string): Promise<boolean> {
    return (await this.#call((client) => client.del(key))) > 0;
  }

  async close(): Promise<void> {
    for (const cancel of this.#flights) cancel();
  }

  async #call<Answer>(send: (client: UpstashClient) => Promise<Answer>): Promise<Answer> {
    try {
      return await send(this.#client);
    } catch (thrown) {
      throw toStoreFault(this.name, thrown);
    }
  }

  /** A signal for one request. The client does not say when that ends, so it is forgotten after its time. */
  #openFlight(): AbortSignal {
    const controller = new AbortController();
    const cancel = () => {
      cancelTimer();
      this.#flights.delete(cancel);
      controller.abort(new DOMException('The request timed out', 'TimeoutError'));
    };
    const cancelTimer = this.#clock.after(REQUEST_TIMEOUT_MS, cancel);
    this.#flights.add(cancel);
    return controller.signal;
  }
}

function createClient({ url, token }: UpstashStoreOptions, signal: () => AbortSignal): UpstashClient {
  return new Redis({
    url,
    token,
    // A plain signal makes the client answer null when it aborts; a function makes it throw.
    signal,
    // `retry: false` still tries twice.
    retry: { retries: 0 },
    // Otherwise a text of digits comes back as a number.
    automaticDeserialization: false,
    // Values are ASCII already: a second base64 would only cost a third more bytes.
    responseEncoding: false,
    // Reads and writes come here in batches.
    enableAutoPipelining: false,
    enableTelemetry: false,
  });
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
