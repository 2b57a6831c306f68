// The real models through the real workers: golden vectors, kills under load, throughput's isolation.

import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { ModelDescriptor } from '../../src/embedding/descriptor.ts';
import { createEmbedder } from '../../src/embedding/embedder.ts';
import { loadEngineAssets } from '../../src/embedding/engine-assets.ts';
import { openModel } from '../../src/embedding/model.ts';
import { createPoolEngine } from '../../src/embedding/pool-engine.ts';
import { loadTokenizer } from '../../src/embedding/tokenizer.ts';
import { ServiceError, toServiceError } from '../../src/kernel/errors.ts';
import { dot, type Vector } from '../../src/kernel/vector.ts';
import { openPool } from '../../src/pool/pool.ts';
import type { PoolOptions } from '../../src/pool/ports.ts';
import { observe } from '../fixtures/pool.ts';
import { codeOf, until } from '../fixtures/settled.ts';

const LIMIT_MS = 120_000;
const KILLS = 8;
const modelsDir = join(import.meta.dir, '../../models');

function spawn(): Worker {
  return new Worker(new URL('../../workers/inference.ts', import.meta.url).href);
}

async function openRealPool(name: string, options: Partial<PoolOptions> = {}) {
  const descriptor = await openModel(name, { modelsDir });
  const assets = await loadEngineAssets(descriptor);
  const pool = openPool({ spawn, assets, size: 1, backoffMs: 10, ...options });
  await pool.ready();
  return { descriptor, pool, [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose]() };
}

type Golden = {
  tolerance: { cosine: number; abs_difference: number };
  cases: { prompt: string; text: string; ids: number[]; vector8: number[]; truncated?: boolean }[];
};

async function readGolden({ files }: ModelDescriptor): Promise<Golden> {
  return Bun.file(join(files.folder, 'golden.json')).json();
}

for (const name of ['multilingual', 'english'])
  describe(`the real model ${name}`, () => {
    test(
      'gives the golden vectors, those of cut texts included',
      async () => {
        await using real = await openRealPool(name, { size: 2 });
        const { tolerance, cases } = await readGolden(real.descriptor);
        const tokenize = await loadTokenizer(real.descriptor);
        expect(cases.some(({ truncated }) => truncated)).toBe(true);
        const results = await Promise.all(
          cases.map(async ({ prompt, text }) => {
            const { ids } = tokenize(text, prompt);
            return real.pool.run({ tokenIds: ids, cost: ids.length, lane: 'query' });
          }),
        );
        for (const [at, { vector }] of results.entries()) {
          expect(dot(vector, vector)).toBeCloseTo(1, 4);
          const differences = cases[at]?.vector8.map((x, i) => Math.abs(x - (vector[i] ?? Number.NaN))) ?? [];
          expect(differences).toHaveLength(8);
          expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance.abs_difference);
        }
      },
      LIMIT_MS,
    );

    test(
      'refuses ids outside its vocabulary and stays alive',
      async () => {
        await using real = await openRealPool(name);
        for (const id of [-1, 70_000])
          expect(await codeOf(real.pool.run({ tokenIds: Int32Array.of(id), cost: 1, lane: 'query' }))).toBe(
            'invalid_request',
          );
        expect(real.pool.state().workers[0]?.restarts).toBe(0);
      },
      LIMIT_MS,
    );
  });

test(
  'a model folder without a word table of its own gives the same vectors through the whole graph',
  async () => {
    const whole = await openModel('english', { modelsDir });
    const graph = join(whole.files.folder, 'onnx', 'model_quantized.onnx');
    const assets = await loadEngineAssets({ ...whole, files: { ...whole.files, graph, wordTable: undefined } });
    await using pool = openPool({ spawn, assets, size: 1 });
    await using encoder = await openRealPool('english');
    const tokenIds = (await loadTokenizer(whole))('What does the Emperor card mean?', '').ids;
    const job = { tokenIds, cost: tokenIds.length, lane: 'query' } as const;
    const [a, b] = await Promise.all([pool.run(job), encoder.pool.run(job)]);
    expect(dot(a.vector, b.vector)).toBeGreaterThan(0.998);
  },
  LIMIT_MS,
);

test(
  'an engine whose weights are torn cannot boot, and the pool says so',
  async () => {
    const descriptor = await openModel('english', { modelsDir });
    const assets = await loadEngineAssets(descriptor);
    await using pool = openPool({
      spawn,
      assets: { ...assets, weights: new SharedArrayBuffer(64) },
      size: 1,
      bootFailures: 1,
    });
    expect(await codeOf(pool.ready())).toBe('unavailable');
  },
  LIMIT_MS,
);

test(
  'a query that is asked under bulk load never waits for more than the runs that have begun',
  async () => {
    await using real = await openRealPool('english', { size: 1 });
    const tokenize = await loadTokenizer(real.descriptor);
    const embedder = createEmbedder({ descriptor: real.descriptor, tokenize, engine: createPoolEngine(real.pool) });
    const bulk = embedder.embed(
      Array.from({ length: 60 }, (_, at) => `a passage about work and money ${at}`),
      { kind: 'passage', lane: 'bulk', truncate: false },
    );
    await until(() => (real.pool.state().workers[0]?.runs ?? 0) > 3);
    const runsBefore = real.pool.state().workers[0]?.runs ?? 0;
    await embedder.embed(['What of love?'], { kind: 'query', lane: 'query', truncate: false });
    expect((real.pool.state().workers[0]?.runs ?? 0) - runsBefore).toBeLessThanOrEqual(2);
    expect(await bulk).toHaveLength(60);
  },
  LIMIT_MS,
);

test(
  'every one of 1,000 jobs settles with its own vector while workers are killed at random',
  async () => {
    const herd = createHerd();
    const seen = observe();
    const events = { ...seen.events, inference: herd.delivered };
    const options = { size: 2, spawn: herd.spawn, maxQueue: 1_000, bootFailures: 100, events };
    await using real = await openRealPool('english', options);
    const tokenize = await loadTokenizer(real.descriptor);
    const jobs = Array.from({ length: 40 }, (_, at) => {
      const tokenIds = tokenize(`chart ${at}: the moon ${'waxes and '.repeat(at % 5)}wanes`, '').ids;
      return { tokenIds, cost: tokenIds.length, lane: 'query' } as const;
    });
    const expected: Vector[] = [];
    for (const job of jobs) expected.push((await real.pool.run(job)).vector);

    const outcomes = Array.from({ length: 25 }, () => jobs).flatMap((round) =>
      round.map((job, which) =>
        real.pool.run(job).then(({ vector }) => dot(vector, expected[which] ?? new Float32Array()), toServiceError),
      ),
    );
    const random = mulberry(20_261_124);
    for (let kill = 1; kill <= KILLS; kill++) {
      await herd.after(20 + Math.floor(random() * 80));
      herd.kill(random());
    }
    const settled = await Promise.all(outcomes);
    const failed = settled.filter((outcome) => outcome instanceof ServiceError);
    // A job is tried twice: only one whose two workers were both killed may fail, and says so.
    expect(failed.every(({ code }) => code === 'worker_error')).toBe(true);
    expect(failed.length).toBeLessThanOrEqual(1);
    expect(settled).toHaveLength(1_000);
    expect(settled.filter((outcome) => typeof outcome === 'number' && outcome < 0.9999)).toEqual([]);
    expect(seen.stopped).toHaveLength(KILLS);
    expect(seen.retried).toBeLessThanOrEqual(KILLS);
    console.log(`killed: ${seen.stopped.join(', ')}; jobs retried ${seen.retried}, failed ${failed.length}`);
  },
  LIMIT_MS,
);

/** Workers that can be killed from outside, and a count of what was delivered meanwhile. */
function createHerd() {
  const alive = new Set<Worker>();
  let count = 0;
  let goal = { at: Number.POSITIVE_INFINITY, reached: (): void => undefined };
  return {
    spawn() {
      const worker = spawn();
      alive.add(worker);
      worker.addEventListener('close', () => alive.delete(worker));
      return worker;
    },
    kill(random: number) {
      const worker = [...alive][Math.floor(random * alive.size)];
      if (worker) alive.delete(worker);
      worker?.terminate();
    },
    delivered() {
      count++;
      if (count >= goal.at) goal.reached();
    },
    async after(more: number) {
      const { promise, resolve } = Promise.withResolvers<void>();
      goal = { at: count + more, reached: resolve };
      await promise;
    },
  };
}

/** A seeded generator, so that a failing order of kills can be repeated. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
