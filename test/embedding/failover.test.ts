import { describe, expect, test } from 'bun:test';
import { createEmbedder } from '../../src/embedding/embedder.ts';
import { createFailover } from '../../src/embedding/failover.ts';
import { openModel } from '../../src/embedding/model.ts';
import { createPoolEngine } from '../../src/embedding/pool-engine.ts';
import type { EmbedWork } from '../../src/embedding/ports.ts';
import { ServiceError } from '../../src/kernel/errors.ts';
import type { Pool } from '../../src/pool/ports.ts';
import { Gates, openFixturePool } from '../fixtures/pool.ts';
import { openProcessPool } from '../fixtures/processes.ts';
import { codeOf, until } from '../fixtures/settled.ts';

function workOf(id: number, work: Partial<EmbedWork> = {}): EmbedWork {
  const tokenized = { ids: Int32Array.of(id), tokens: 1, isTruncated: false, limit: 8 };
  return { text: 'text', kind: 'query', lane: 'query', tokenized, ...work };
}

/** A first engine with a second one behind it, and how often that was opened. */
function failoverOf(first: Pool, second: Pool) {
  const seen = { opened: 0 };
  const openSecond = async () => {
    seen.opened++;
    return createPoolEngine(second);
  };
  const engine = createFailover(createPoolEngine(first), { openSecond, onFault: unexpected });
  return { engine, seen };
}

function unexpected(error: unknown): never {
  throw error;
}

describe('a second engine', () => {
  test('is opened, and looked at, when somebody asks how a first one is that is down', async () => {
    await using first = openProcessPool('exit', { bootFailures: 1 });
    await using second = openFixturePool('echo');
    await second.ready();
    const { engine, seen } = failoverOf(first, second);
    expect(await codeOf(first.ready())).toBe('unavailable');
    expect(engine.state().breaker).toBe('open');
    await until(() => engine.state().breaker === 'closed');
    expect(seen.opened).toBe(1);
  });

  test('is never opened while the first one answers', async () => {
    await using first = openProcessPool('echo');
    await using second = openFixturePool('echo');
    const { engine, seen } = failoverOf(first, second);
    const result = await engine.run(workOf(5));
    expect(result.vector[0]).toBe(5);
    expect(result.isForeign).toBeUndefined();
    expect(seen.opened).toBe(0);
  });

  test('runs the job that killed two of the first, once opened for all', async () => {
    await using first = openProcessPool('echo');
    await using second = openFixturePool('echo');
    const { engine, seen } = failoverOf(first, second);
    const results = await Promise.all([667, 667, 1].map((id) => engine.run(workOf(id))));
    expect(results.map(({ vector }) => vector[0])).toEqual([667, 667, 1]);
    expect(results[0]?.isForeign).toBe(true);
    expect(seen.opened).toBe(1);
    expect(engine.isDown).toBe(false);
  });

  test('makes the service ready, and takes everything, when the first one cannot start', async () => {
    await using first = openProcessPool('exit', { bootFailures: 1 });
    await using second = openFixturePool('echo');
    const { engine } = failoverOf(first, second);
    await engine.ready();
    expect(engine.isDown).toBe(true);
    expect(engine.state()).toMatchObject({ breaker: 'closed', workers: [{ life: 'ready' }] });
    expect((await engine.run(workOf(9))).vector[0]).toBe(9);
  });

  test('is tried again when it could not be opened', async () => {
    await using first = openProcessPool('exit', { bootFailures: 1 });
    await using second = openFixturePool('echo');
    const failures = [new ServiceError('bad_config', 'The model is gone')];
    const openSecond = async () => {
      const failure = failures.pop();
      if (failure) throw failure;
      return createPoolEngine(second);
    };
    const engine = createFailover(createPoolEngine(first), { openSecond, onFault: unexpected });
    expect(await codeOf(engine.run(workOf(1)))).toBe('bad_config');
    expect((await engine.run(workOf(2))).vector[0]).toBe(2);
  });

  test('gets no job that was refused, that its caller left, or that came too late', async () => {
    using gates = new Gates();
    await using second = openFixturePool('echo');
    const first = openFixturePool('gated');
    const { engine, seen } = failoverOf(first, second);
    const controller = new AbortController();
    const left = codeOf(engine.run(workOf(1, { signal: controller.signal })));
    await gates.enter(1);
    controller.abort();
    expect(await left).toBe('cancelled');
    gates.open(1);
    const bad = workOf(2, { tokenized: { ...workOf(2).tokenized, ids: new Int32Array() } });
    expect(await codeOf(engine.run(bad))).toBe('invalid_request');
    await first[Symbol.asyncDispose]();
    expect(await codeOf(engine.run(workOf(3)))).toBe('unavailable');
    expect(seen.opened).toBe(0);
  });

  test('gives vectors that are not kept under the name of the first', async () => {
    const model = await openModel('english', { modelsDir: new URL('../../models', import.meta.url).pathname });
    await using first = openProcessPool('exit', { bootFailures: 1 });
    await using second = openFixturePool('echo');
    const stored: string[] = [];
    const vectors = {
      getMany: async (keys: readonly string[]) => keys.map(() => undefined),
      setMany: (entries: readonly { key: string }[]) => void stored.push(...entries.map(({ key }) => key)),
    };
    const embedder = createEmbedder({
      descriptor: { ...model, dimension: 2 },
      tokenize: () => workOf(4).tokenized,
      engine: failoverOf(first, second).engine,
      cache: { vectors, keyOf: (text) => text },
    });
    const [result] = await embedder.embed(['a text'], { kind: 'query', lane: 'query', truncate: false });
    expect(result?.vector[0]).toBe(4);
    expect(stored).toEqual([]);
  });
});
