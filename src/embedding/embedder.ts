// Text to vector: tokens, cache, equal texts once, pool. It refuses what is too long before any work is queued, and
// leaves batching and other engines to what stands behind the pool's port.

import { abortable, Deadline, toCancellation } from '../kernel/deadline.ts';
import { ServiceError, toServiceError } from '../kernel/errors.ts';
import { type Events, SILENT } from '../kernel/events.ts';
import { SingleFlight } from '../kernel/single-flight.ts';
import type { Vector } from '../kernel/vector.ts';
import type { JobResult } from '../pool/ports.ts';
import type { ModelIdentity } from './descriptor.ts';
import { mapWindowed } from './map-windowed.ts';
import type {
  Embedder,
  EmbedEngine,
  EmbedKind,
  EmbedOptions,
  EmbedResult,
  EngineResult,
  Tokenized,
  VectorKey,
  VectorLookup,
} from './ports.ts';
import type { Tokenize } from './tokenizer.ts';

export type EmbedderOptions = {
  descriptor: ModelIdentity;
  tokenize: Tokenize;
  /** False where `tokenize` only estimates, because another server has the tokenizer. */
  isTokenizerExact?: boolean;
  engine: EmbedEngine;
  /** Both or neither: without a cache only equal texts in flight are shared. */
  cache?: { vectors: VectorLookup; keyOf: VectorKey } | undefined;
  events?: Events;
};

/** A text on its way: its tokens, and the key under which its vector is known. */
type Request = { text: string; kind: EmbedKind; tokenized: Tokenized; key: string };

export function createEmbedder(options: EmbedderOptions): Embedder {
  return new PooledEmbedder(options);
}

class PooledEmbedder implements Embedder {
  readonly descriptor: ModelIdentity;
  readonly #tokenize: Tokenize;
  readonly #isTokenizerExact: boolean;
  readonly #engine: EmbedEngine;
  readonly #cache: EmbedderOptions['cache'];
  readonly #events: Events;
  readonly #flights = new SingleFlight<JobResult>();

  constructor({ descriptor, tokenize, isTokenizerExact = true, engine, cache, events = SILENT }: EmbedderOptions) {
    this.descriptor = descriptor;
    this.#tokenize = tokenize;
    this.#isTokenizerExact = isTokenizerExact;
    this.#engine = engine;
    this.#cache = cache;
    this.#events = events;
  }

  ready(): Promise<void> {
    return this.#engine.ready();
  }

  state() {
    return this.#engine.state();
  }

  tokenize(text: string, kind: EmbedKind): Tokenized {
    if (!this.#isTokenizerExact)
      throw new ServiceError('unavailable', 'The tokenizer of the model is on another server');
    return this.#measure(text, kind);
  }

  #measure(text: string, kind: EmbedKind): Tokenized {
    const startedAt = performance.now();
    const tokenized = this.#tokenize(text, this.descriptor.prompts[kind]);
    const { tokens, isTruncated } = tokenized;
    this.#events.tokenized({ durationMs: performance.now() - startedAt, tokens, isTruncated });
    return tokenized;
  }

  async embed(texts: readonly string[], options: EmbedOptions): Promise<EmbedResult[]> {
    const requests = texts.map((text) => this.#prepare(text, options));
    if (options.deadlineAt === undefined) return this.#embedAll(requests, options);
    using deadline = new Deadline(options.deadlineAt - performance.now(), { parent: options.signal });
    return await this.#embedAll(requests, { ...options, signal: deadline.signal });
  }

  #prepare(text: string, { kind, truncate }: EmbedOptions): Request {
    const tokenized = this.#measure(text, kind);
    const { tokens, limit, isTruncated } = tokenized;
    if (isTruncated && !truncate)
      throw new ServiceError(
        'context_length_exceeded',
        `The input has ${tokens} tokens, the model "${this.descriptor.id}" takes ${limit} at most`,
      );
    const prompt = this.descriptor.prompts[kind];
    const key = this.#cache?.keyOf(text.trim(), { descriptor: this.descriptor, prompt }) ?? `${kind} ${text.trim()}`;
    return { text: text.trim(), kind, tokenized, key };
  }

  async #embedAll(requests: readonly Request[], options: EmbedOptions): Promise<EmbedResult[]> {
    const known = await this.#lookUp(requests, options.signal);
    // A long list keeps a few jobs in the queue, not thousands: others get their turn between them.
    const window = this.#engine.capacity * 2;
    return mapWindowed(requests, async (request, signal) => this.#embedOne(request, known, { ...options, signal }), {
      window,
      signal: options.signal,
    });
  }

  async #embedOne(request: Request, known: Map<string, Vector>, options: EmbedOptions): Promise<EmbedResult> {
    const { key, tokenized } = request;
    const { tokens, isTruncated } = tokenized;
    const vector = known.get(key);
    if (vector) return { vector, tokens, isTruncated, timings: { queueMs: 0, inferenceMs: 0 }, isCached: true };
    const result = await this.#fly(request, options);
    return { vector: result.vector, tokens, isTruncated, timings: result.timings, isCached: false };
  }

  /**
   * Whoever asks first lends the shared work its deadline. One who joined with more time left asks again when the first
   * one's has run out.
   */
  async #fly(request: Request, { lane, signal, deadlineAt }: EmbedOptions): Promise<EngineResult> {
    const flight = (work: AbortSignal) => this.#compute(request, { lane, signal: work, deadlineAt });
    // Lanes fly apart: a query that joined a bulk flight would wait at the end of the bulk queue.
    const name = `${lane}:${request.key}`;
    try {
      return await this.#flights.run(name, flight, signal);
    } catch (error) {
      const isTimeLeft = deadlineAt === undefined || deadlineAt > performance.now();
      if (toServiceError(error).code !== 'timeout' || !isTimeLeft || signal?.aborted) throw error;
      return this.#flights.run(name, flight, signal);
    }
  }

  async #compute(
    { text, kind, tokenized, key }: Request,
    options: Pick<EmbedOptions, 'lane' | 'signal' | 'deadlineAt'>,
  ) {
    const result = await this.#engine.run({ text, kind, tokenized, ...options });
    if (!result.isForeign) void this.#store(key, result.vector);
    return result;
  }

  async #lookUp(requests: readonly Request[], signal: AbortSignal | undefined): Promise<Map<string, Vector>> {
    if (signal?.aborted) throw toCancellation(signal);
    if (!this.#cache || requests.length === 0) return new Map();
    const keys = [...new Set(requests.map(({ key }) => key))];
    const vectors = await abortable(this.#cache.vectors.getMany(keys), signal);
    const found = new Map<string, Vector>();
    for (const [at, key] of keys.entries()) {
      const vector = vectors[at];
      // Another dimension under the same key is another model's vector, or a torn one.
      if (vector?.length === this.descriptor.dimension) found.set(key, vector);
    }
    return found;
  }

  async #store(key: string, vector: Vector): Promise<void> {
    try {
      await this.#cache?.vectors.setMany([{ key, value: vector }]);
    } catch (error) {
      this.#events.fault({ where: 'vector_cache', error });
    }
  }
}
