// Seals what is stored remotely, by AES-256-GCM with a key of its own for each entry. Whoever holds the store alone can
// read nothing: names there are hashes, and the key of an entry is made from what was hashed (and the operator's secret).

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { ServiceError } from '../kernel/errors.ts';
import { storageName } from './key.ts';

export type Opened = { readonly content: Uint8Array; readonly expiresAtSeconds: number };

/**
 *   0      2         3          4           8        20     36
 *   | 'QS' | version | reserved | expiresAt | nonce | tag | sealed content ...
 */
const HEAD_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const TAG_AT = HEAD_BYTES + NONCE_BYTES;
const CONTENT_AT = TAG_AT + TAG_BYTES;
const MAGIC = 0x5351;
const VERSION = 1;
/** A shorter secret could be found by trying. */
const SHORTEST_SECRET = 16;
const CIPHER = 'aes-256-gcm';

/**
 * Without a secret an entry is safe from who does not know its key already: a session's id is unguessable, but a chart can
 * be guessed and tried. With a secret neither names nor contents can be tried.
 */
export class Envelope {
  readonly #nameSecret: Uint8Array;
  readonly #sealSecret: Uint8Array;

  constructor(secret: string | undefined) {
    if (secret !== undefined && secret.length < SHORTEST_SECRET)
      throw new ServiceError(
        'bad_config',
        `RAG_CACHE_KEY: found ${secret.length} characters, expected at least ${SHORTEST_SECRET}, better 32 random bytes`,
      );
    this.#nameSecret = derive(secret ?? '', 'name');
    this.#sealSecret = derive(secret ?? '', 'seal');
  }

  /** The name of an entry in the remote store: says its kind and nothing else. */
  nameOf(kind: 'v' | 'r' | 's', key: string): string {
    return storageName(key, { kind, secret: this.#nameSecret });
  }

  seal(key: string, { content, expiresAtSeconds }: Opened): Uint8Array {
    const bytes = new Uint8Array(CONTENT_AT + content.byteLength);
    const head = new DataView(bytes.buffer);
    head.setUint16(0, MAGIC, true);
    head.setUint8(2, VERSION);
    head.setUint32(4, expiresAtSeconds, true);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#entryKey(key), nonce);
    cipher.setAAD(bytes.subarray(0, HEAD_BYTES));
    bytes.set(nonce, HEAD_BYTES);
    bytes.set(cipher.update(content), CONTENT_AT);
    cipher.final();
    bytes.set(cipher.getAuthTag(), TAG_AT);
    return bytes;
  }

  /** Undefined for what was not sealed under this key and secret, or was changed since. */
  open(key: string, bytes: Uint8Array): Opened | undefined {
    if (bytes.byteLength < CONTENT_AT) return undefined;
    const head = new DataView(bytes.buffer, bytes.byteOffset);
    if (head.getUint16(0, true) !== MAGIC || head.getUint8(2) !== VERSION) return undefined;
    const decipher = createDecipheriv(CIPHER, this.#entryKey(key), bytes.subarray(HEAD_BYTES, TAG_AT));
    decipher.setAAD(bytes.subarray(0, HEAD_BYTES));
    decipher.setAuthTag(bytes.subarray(TAG_AT, CONTENT_AT));
    const content = decipher.update(bytes.subarray(CONTENT_AT));
    return isGenuine(decipher) ? { content, expiresAtSeconds: head.getUint32(4, true) } : undefined;
  }

  #entryKey(key: string): Uint8Array {
    return new Bun.CryptoHasher('sha256', this.#sealSecret).update(key).digest();
  }
}

function derive(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, 'quintet-cache', purpose, 32));
}

function isGenuine(decipher: { final(): unknown }): boolean {
  try {
    decipher.final();
    return true;
  } catch {
    // The one thing that `final` throws for is a tag that does not fit: converted to the caller's `undefined`.
    return false;
  }
}
