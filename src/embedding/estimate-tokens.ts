// Guesses how long a text is in tokens where the tokenizer is on another server. Good enough to order work, never shown.

import type { ModelIdentity } from './descriptor.ts';
import type { Tokenize } from './tokenizer.ts';

/** About what multilingual vocabularies spend on Korean and English prose. */
const CHARACTERS_PER_TOKEN = 3;

/** Says nothing of truncation: the server that has the tokenizer decides. */
export function createEstimate({ maxTokens: limit }: ModelIdentity): Tokenize {
  return (text, prompt) => {
    const tokens = Math.ceil((text.length + prompt.length) / CHARACTERS_PER_TOKEN);
    return { ids: new Int32Array(), tokens, isTruncated: false, limit };
  };
}
