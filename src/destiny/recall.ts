// Remembers which canonical request a body stood for, by the hash of its bytes: a body that comes again needs neither
// parsing nor facts to find its stored answer. It holds keys and warnings, never a chart.

import { LRUCache } from 'lru-cache';
import { digestText } from '../cache/key.ts';

/** Bodies remembered; each costs about 300 bytes. */
const MOST_BODIES = 8192;

export type Remembered = { readonly resultKey: string; readonly warnings: readonly string[] };

export class BodyMemory {
  readonly #known = new LRUCache<string, Remembered>({ max: MOST_BODIES });

  /** `text` is the body as it came; the language decides an answer too where the body names none. */
  recall(text: string, acceptLanguage: string | undefined): Remembered | undefined {
    return this.#known.size === 0 ? undefined : this.#known.get(keyOf(text, acceptLanguage));
  }

  remember(text: string, options: Remembered & { acceptLanguage: string | undefined }): void {
    const { acceptLanguage, resultKey, warnings } = options;
    this.#known.set(keyOf(text, acceptLanguage), { resultKey, warnings });
  }
}

function keyOf(text: string, acceptLanguage: string | undefined): string {
  return digestText(`${acceptLanguage ?? ''}\n${text}`);
}
