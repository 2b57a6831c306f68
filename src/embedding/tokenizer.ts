// Text to token ids on the main thread, so that workers hold no vocabulary and a job's cost is known before it waits.
// It never lets the library cut a text: that would lose the end token, which moves the vector.

import { Tokenizer as Library } from '@huggingface/tokenizers';
import { LRUCache } from 'lru-cache';
import { ServiceError } from '../kernel/errors.ts';
import type { ModelDescriptor } from './descriptor.ts';
import type { Tokenized } from './ports.ts';
import { CompactUnigram, type UnigramConfig } from './unigram/unigram.ts';

/** Texts whose tokens are kept: a question that comes again finds its vector in the cache, and should not pay for its tokens. */
const RECENT_TEXTS = 256;
/** As long as a question may be. Passages come once, and 256 of the longest that a body holds would fill the memory. */
const LONGEST_KEPT_CHARACTERS = 2048;

/** A text with its prompt in front. The result is shared: never written to. */
export type Tokenize = (text: string, prompt: string) => Tokenized;

/** Throws `bad_config` when the tokenizer's files are torn. */
export async function loadTokenizer(descriptor: Pick<ModelDescriptor, 'files' | 'maxTokens'>): Promise<Tokenize> {
  const { files, maxTokens: limit } = descriptor;
  const library = await readLibrary(files.tokenizer, files.tokenizerConfig);
  const recent = new LRUCache<string, Tokenized>({ max: RECENT_TEXTS });
  return (text, prompt) => {
    const whole = `${prompt}${text.trim()}`;
    const known = recent.get(whole);
    if (known) return known;
    // A trailing space is a token of its own in e5. The prompt's own space is part of how the model was trained.
    const { ids } = library.encode(whole, { add_special_tokens: true });
    const tokenized = cut(ids, limit);
    if (whole.length <= LONGEST_KEPT_CHARACTERS) recent.set(whole, tokenized);
    return tokenized;
  };
}

async function readLibrary(tokenizer: string, tokenizerConfig: string): Promise<Library> {
  try {
    return createLibrary(await Bun.file(tokenizer).json(), await Bun.file(tokenizerConfig).json());
  } catch (cause) {
    throw new ServiceError('bad_config', `The tokenizer "${tokenizer}" cannot be read`, { cause });
  }
}

/** A Unigram vocabulary is never given to the library, whose trie would hold it in ten times the memory. */
function createLibrary(file: { model: unknown }, config: object): Library {
  const { model } = file;
  if (!isUnigram(model)) return new Library(file, config);
  const unknown = model.vocab[model.unk_id];
  const library = new Library({ ...file, model: { ...model, vocab: [unknown], unk_id: 0 } }, config);
  library.model = new CompactUnigram(model);
  return library;
}

function isUnigram(model: unknown): model is UnigramConfig {
  return typeof model === 'object' && model !== null && 'type' in model && model.type === 'Unigram';
}

function cut(ids: readonly number[], limit: number): Tokenized {
  const tokens = ids.length;
  if (tokens <= limit) return { ids: Int32Array.from(ids), tokens, isTruncated: false, limit };
  const kept = Int32Array.from(ids.slice(0, limit));
  kept[limit - 1] = ids[tokens - 1] ?? 0;
  return { ids: kept, tokens, isTruncated: true, limit };
}
