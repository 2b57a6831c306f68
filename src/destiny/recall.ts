// Remembers which canonical request a body stood for, by the hash of its bytes: a body that comes again needs neither
// parsing nor facts to find its stored answer, and the answer's bytes are kept ready. It holds no chart and no question.

import { LRUCache } from 'lru-cache';
import { digestText } from '../cache/key.ts';

/** Bodies remembered; each costs about 300 bytes. */
const MOST_BODIES = 8192;

/** Memory for answers that are ready to be sent; beyond it they are encoded again. */
const ENCODED_BYTES = 16 * 2 ** 20;

export type Remembered = { readonly resultKey: string; readonly warnings: readonly string[] };

type Encoded = { readonly text: string; readonly bytes: Uint8Array<ArrayBuffer> };

const UTF8 = new TextEncoder();

export class BodyMemory {
  readonly #known = new LRUCache<string, Remembered>({ max: MOST_BODIES });
  readonly #encoded = new LRUCache<string, Encoded>({
    maxSize: ENCODED_BYTES,
    // The text is kept alive too, at up to two bytes a character.
    sizeCalculation: ({ text, bytes }) => bytes.byteLength + 2 * text.length,
  });

  /** `text` is the body as it came; the language decides an answer too where the body names none. */
  recall(text: string, acceptLanguage: string | undefined): Remembered | undefined {
    return this.#known.size === 0 ? undefined : this.#known.get(keyOf(text, acceptLanguage));
  }

  /** The stored text in bytes, kept as long as the text is the same one: encoding 40 KB costs as much as the rest of a hit. */
  encode(resultKey: string, text: string): Uint8Array<ArrayBuffer> {
    const kept = this.#encoded.get(resultKey);
    if (kept && kept.text === text) return kept.bytes;
    const bytes = UTF8.encode(text);
    this.#encoded.set(resultKey, { text, bytes });
    return bytes;
  }

  remember(text: string, options: Remembered & { acceptLanguage: string | undefined }): void {
    const { acceptLanguage, resultKey, warnings } = options;
    this.#known.set(keyOf(text, acceptLanguage), { resultKey, warnings });
  }
}

function keyOf(text: string, acceptLanguage: string | undefined): string {
  return digestText(`${acceptLanguage ?? ''}\n${text}`);
}
