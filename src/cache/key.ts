// The only place that builds a cache key. A key holds everything that changes the value, hashed, so that nothing of a
// question or a chart stands in Redis in clear.

/** Raised when the form of a stored value changes: older entries are then never read. */
const KEY_VERSION = 'q1';

export type VectorIdentity = {
  readonly model: string;
  readonly revision: string;
  readonly dtype: string;
  /** Backends differ slightly, so their vectors are never mixed. */
  readonly backend: string;
  readonly pooling: string;
  readonly normalize: boolean;
  readonly prompt: string;
  readonly dimension: number;
};

export function vectorKey(text: string, identity: VectorIdentity): string {
  const { model, revision, dtype, backend, pooling, normalize, prompt, dimension } = identity;
  const parts = [model, revision, dtype, backend, pooling, normalize, prompt, dimension, text];
  return `${KEY_VERSION}:v:${digestText(JSON.stringify(parts))}`;
}

/** `canonical` is the whole request with the versions that its answer rests on, in a fixed order. */
export function resultKey(canonical: unknown): string {
  return `${KEY_VERSION}:r:${digestText(JSON.stringify(canonical))}`;
}

/** Under which name an entry lies in a remote store: hashed once more, so that its key cannot be read off the store. */
export function storageName(key: string, { kind, secret }: { kind: 'v' | 'r' | 's'; secret: Uint8Array }): string {
  return `${KEY_VERSION}:${kind}:${new Bun.CryptoHasher('sha256', secret).update(key).digest('base64url')}`;
}

/** A hash that two texts never share by chance or by design. */
export function digestText(text: string): string {
  return new Bun.CryptoHasher('sha256').update(text).digest('base64url');
}
