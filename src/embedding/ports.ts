// What the rest of the service sees of embedding: texts in, vectors out. Tokens, workers and caches stay behind it.

import type { InferenceTimings } from '../kernel/events.ts';
import type { Vector } from '../kernel/vector.ts';
import type { JobResult, Lane, PoolState } from '../pool/ports.ts';
import type { ModelIdentity } from './descriptor.ts';

/** A text without its prompt; it is trimmed, and the model's prompt for the kind is put in front. */
export type EmbedInput = string;
export type EmbedKind = 'query' | 'passage';

export type EmbedOptions = {
  kind: EmbedKind;
  lane: Lane;
  /** False refuses a text over the model's limit with `context_length_exceeded` before any work is queued. */
  truncate: boolean;
  signal?: AbortSignal | undefined;
  /** On `performance.now()`. */
  deadlineAt?: number | undefined;
};

export type EmbedResult = {
  vector: Vector;
  /** Tokens of the whole text, its prompt and the two end tokens included, before any cut. */
  tokens: number;
  isTruncated: boolean;
  /** Zero for a vector that came out of the cache. */
  timings: InferenceTimings;
  isCached: boolean;
};

/** Results come in the order of the texts; one text's fault rejects the whole call. Vectors are shared: never written to. */
export type Embedder = {
  readonly descriptor: ModelIdentity;
  ready(): Promise<void>;
  embed(texts: readonly EmbedInput[], options: EmbedOptions): Promise<EmbedResult[]>;
  /** Token ids and counts without inference. Throws `unavailable` where only another server has the tokenizer. */
  tokenize(text: EmbedInput, kind: EmbedKind): Tokenized;
  state(): PoolState;
};

export type Tokenized = {
  /** Cut to the limit: the first `limit - 1` ids and the last. */
  ids: Int32Array;
  /** Before the cut. */
  tokens: number;
  isTruncated: boolean;
  limit: number;
};

/** The part of a vector cache that embedding needs. Never throws: a fault of the cache is a miss. */
export type VectorLookup = {
  getMany(keys: readonly string[]): Promise<readonly (Vector | undefined)[]>;
  setMany(entries: readonly { key: string; value: Vector }[]): Promise<void> | void;
};

/** Builds the key of a text's vector; it has to hold model, revision, dtype, backend, pooling, prompt and text. */
export type VectorKey = (text: string, context: { descriptor: ModelIdentity; prompt: string }) => string;

/** One text on its way to a vector. */
export type EmbedWork = {
  /** Trimmed, without its prompt. */
  text: string;
  kind: EmbedKind;
  tokenized: Tokenized;
  lane: Lane;
  signal?: AbortSignal | undefined;
  /** On `performance.now()`: after it nobody waits any more. */
  deadlineAt?: number | undefined;
};

/** `isForeign`: computed by another backend than the engine's own, and so not to be kept under its name. */
export type EngineResult = JobResult & { isForeign?: boolean };

/** What computes vectors behind an embedder: the pool of this process, or another server. Every promise settles. */
export type EmbedEngine = {
  /** Texts that it works on at once. */
  readonly capacity: number;
  ready(): Promise<void>;
  run(work: EmbedWork): Promise<EngineResult>;
  state(): PoolState;
};
