// A store of bytes on another machine, as small as the caches need it. It decides nothing: what a failure means for a
// request is decided in `tiered.ts`.

export type RemoteName = 'redis' | 'upstash';

export type RemoteEntry = { readonly key: string; readonly value: Uint8Array; readonly ttlSeconds: number };

/** Every method rejects with a ServiceError that holds neither keys, values nor secrets, or lasts until the caller gives up. */
export interface RemoteStore {
  readonly name: RemoteName;
  /** Settles when commands can be sent; stays pending while there is no connection. */
  ready(): Promise<void>;
  /** One slot per key in the order of the keys. */
  getMany(keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]>;
  /** All entries in one round trip. Rejects when any of them was refused. */
  setMany(entries: readonly RemoteEntry[]): Promise<void>;
  delete(key: string): Promise<boolean>;
  /** Gives up what is in flight and leaves nothing that keeps the process alive. */
  close(): Promise<void>;
}
