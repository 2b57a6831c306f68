import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { createEmbedder, type EmbedderOptions } from '../../src/embedding/embedder.ts';
import { openModel } from '../../src/embedding/model.ts';
import { createPoolEngine } from '../../src/embedding/pool-engine.ts';
import type { EmbedOptions, VectorLookup } from '../../src/embedding/ports.ts';
import { loadTokenizer } from '../../src/embedding/tokenizer.ts';
import { ServiceError, toServiceError } from '../../src/kernel/errors.ts';
import { SILENT } from '../../src/kernel/events.ts';
import type { Vector } from '../../src/kernel/vector.ts';
import type { Pool } from '../../src/pool/ports.ts';
import { openFixturePool } from '../fixtures/pool.ts';
import { codeOf } from '../fixtures/settled.ts';

const model = await openModel('english', { modelsDir: join(import.meta.dir, '../../models') });
const tokenize = await loadTokenizer(model);
/** The fixture workers give vectors of two numbers: the first id, which is [CLS] always, and the count of ids. */
const descriptor = { ...model, dimension: 2 };
const QUERY: EmbedOptions = { kind: 'query', lane: 'query', truncate: false };

/** A map as the cache, and what was asked of it. */
function createVectors(): VectorLookup & { stored: Map<string, Vector> } {
  const stored = new Map<string, Vector>();
  return {
    stored,
    getMany: async (keys) => keys.map((key) => stored.get(key)),
    async setMany(entries) {
      for (const { key, value } of entries) stored.set(key, value);
    },
  };
}

const keyOf: NonNullable<EmbedderOptions['cache']>['keyOf'] = (text, { prompt }) => `${prompt}|${text}`;

/** An embedder over the pool, and the lanes of the jobs that reached it. */
function embedderOver(pool: Pool, options: Partial<EmbedderOptions> = {}) {
  const lanes: string[] = [];
  const run: Pool['run'] = (job) => {
    lanes.push(job.lane);
    return pool.run(job);
  };
  const counted = { run, capacity: pool.capacity, ready: () => pool.ready(), state: () => pool.state() };
  return { lanes, embedder: createEmbedder({ descriptor, tokenize, engine: createPoolEngine(counted), ...options }) };
}

describe('the embedder', () => {
  test('gives vectors in the order of the texts, with their tokens', async () => {
    await using pool = openFixturePool('echo', { size: 2 });
    const { embedder } = embedderOver(pool);
    await embedder.ready();
    const results = await embedder.embed(['one', 'one two', 'one two three'], QUERY);
    expect(results.map(({ vector }) => vector[1])).toEqual([3, 4, 5]);
    expect(results[0]).toMatchObject({ tokens: 3, isTruncated: false, isCached: false, timings: { inferenceMs: 1 } });
    expect(embedder.state().workers).toHaveLength(2);
  });

  test('gives nothing for nothing', async () => {
    await using pool = openFixturePool('echo');
    expect(await embedderOver(pool).embedder.embed([], QUERY)).toEqual([]);
  });

  test('computes equal texts once, also across calls', async () => {
    await using pool = openFixturePool('echo');
    const { embedder, lanes } = embedderOver(pool);
    await Promise.all([embedder.embed(['same', ' same ', 'other'], QUERY), embedder.embed(['same'], QUERY)]);
    expect(lanes).toHaveLength(2);
  });

  test('does not let a query wait for the same text in the bulk lane', async () => {
    await using pool = openFixturePool('echo');
    const { embedder, lanes } = embedderOver(pool);
    await Promise.all([embedder.embed(['same'], { ...QUERY, lane: 'bulk' }), embedder.embed(['same'], QUERY)]);
    expect(lanes.sort()).toEqual(['bulk', 'query']);
  });

  test('keeps few jobs of a long list in the queue', async () => {
    await using pool = openFixturePool('echo');
    let longest = 0;
    const run: Pool['run'] = (job) => {
      const result = pool.run(job);
      longest = Math.max(longest, pool.state().queued.bulk);
      return result;
    };
    const watched = { run, capacity: pool.capacity, ready: () => pool.ready(), state: () => pool.state() };
    const { embedder } = embedderOver(pool, { engine: createPoolEngine(watched) });
    const texts = Array.from({ length: 300 }, (_, at) => `${'word '.repeat(1 + (at % 100))}${at}`);
    expect(await embedder.embed(texts, { ...QUERY, lane: 'bulk' })).toHaveLength(300);
    expect(longest).toBeLessThanOrEqual(pool.capacity * 2);
  });
});

describe('the embedder, with texts and callers that do not behave', () => {
  test('names count and limit and queues nothing when a text is too long', async () => {
    await using pool = openFixturePool('echo');
    const { embedder, lanes } = embedderOver(pool);
    const error = await embedder.embed(['fine', 'word '.repeat(400)], QUERY).catch(toServiceError);
    expect(error).toMatchObject({ code: 'context_length_exceeded' });
    expect(String(error)).toContain('402 tokens');
    expect(String(error)).toContain('256');
    expect(lanes).toEqual([]);
  });

  test('cuts a text that is too long when it is allowed, and says so', async () => {
    await using pool = openFixturePool('echo');
    const [result] = await embedderOver(pool).embedder.embed(['word '.repeat(400)], { ...QUERY, truncate: true });
    expect(result).toMatchObject({ tokens: 402, isTruncated: true });
    expect(result?.vector[1]).toBe(256);
  });

  test('rejects the whole call with the first fault and leaves nothing queued', async () => {
    await using pool = openFixturePool('silent', { maxQueue: 1 });
    const { embedder } = embedderOver(pool);
    expect(await codeOf(embedder.embed(['one', 'two', 'three'], QUERY))).toBe('overloaded');
    expect(pool.state().queued.query).toBe(0);
  });

  test('rejects with cancelled and leaves nothing queued when its caller leaves', async () => {
    await using pool = openFixturePool('silent');
    const { embedder } = embedderOver(pool);
    const leaving = new AbortController();
    const left = codeOf(embedder.embed(['one'], { ...QUERY, signal: leaving.signal }));
    await Promise.resolve();
    leaving.abort();
    expect(await left).toBe('cancelled');
    expect(pool.state().queued.query).toBe(0);
  });

  test('rejects with timeout at the deadline, and leaves the text to those who still wait', async () => {
    await using pool = openFixturePool('echo');
    const { embedder } = embedderOver(pool);
    const late = codeOf(embedder.embed(['one'], { ...QUERY, deadlineAt: performance.now() }));
    const patient = embedder.embed(['one'], QUERY);
    expect(await late).toBe('timeout');
    expect((await patient)[0]?.vector[1]).toBe(3);
  });

  test('queues nothing for a caller that has already left', async () => {
    await using pool = openFixturePool('echo');
    const { embedder, lanes } = embedderOver(pool);
    expect(await codeOf(embedder.embed(['one'], { ...QUERY, signal: AbortSignal.abort() }))).toBe('cancelled');
    expect(lanes).toEqual([]);
  });
});

describe('the embedder with a cache', () => {
  test('asks the pool only for what the cache does not hold', async () => {
    await using pool = openFixturePool('echo');
    const vectors = createVectors();
    const { embedder, lanes } = embedderOver(pool, { cache: { vectors, keyOf } });
    await embedder.embed(['one'], QUERY);
    const [known, fresh] = await embedder.embed(['one', 'one two'], QUERY);
    expect([known?.isCached, fresh?.isCached, lanes.length]).toEqual([true, false, 2]);
    expect(known).toMatchObject({ tokens: 3, timings: { queueMs: 0, inferenceMs: 0 } });
  });

  test('takes a vector of another dimension for a miss', async () => {
    await using pool = openFixturePool('echo');
    const vectors = createVectors();
    vectors.stored.set('|one', new Float32Array(7));
    const [result] = await embedderOver(pool, { cache: { vectors, keyOf } }).embedder.embed(['one'], QUERY);
    expect([result?.isCached, result?.vector.length]).toEqual([false, 2]);
  });

  test('stores nothing when the pool failed', async () => {
    await using pool = openFixturePool('crash-at-boot', { bootFailures: 1 });
    const vectors = createVectors();
    const { embedder } = embedderOver(pool, { cache: { vectors, keyOf } });
    expect(await codeOf(embedder.embed(['one'], QUERY))).toBe('unavailable');
    expect(vectors.stored.size).toBe(0);
  });

  test('gives the vector and reports the fault when the cache cannot store', async () => {
    await using pool = openFixturePool('echo');
    const faults: string[] = [];
    const vectors = { ...createVectors(), setMany: async () => Promise.reject(new ServiceError('internal', 'Full')) };
    const events = { ...SILENT, fault: ({ where }: { where: string }) => faults.push(where) };
    const { embedder } = embedderOver(pool, { cache: { vectors, keyOf }, events });
    expect((await embedder.embed(['one'], QUERY))[0]?.vector[1]).toBe(3);
    expect(faults).toEqual(['vector_cache']);
  });

  test('does not wait for a cache that hangs beyond the deadline', async () => {
    await using pool = openFixturePool('echo');
    const vectors = { ...createVectors(), getMany: () => new Promise<never>(() => undefined) };
    const { embedder } = embedderOver(pool, { cache: { vectors, keyOf } });
    expect(await codeOf(embedder.embed(['one'], { ...QUERY, deadlineAt: performance.now() + 5 }))).toBe('timeout');
  });
});
