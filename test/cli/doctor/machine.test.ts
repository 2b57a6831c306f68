// The doctor's checks of machine, settings, port, device and clock, well and not.
import { describe, expect, test } from 'bun:test';
import { createServer } from 'node:net';
import { checkAddress } from '../../../src/cli/doctor/address.ts';
import { checkClock } from '../../../src/cli/doctor/clock.ts';
import { judge } from '../../../src/cli/doctor/engine.ts';
import { examine, type Finding, statusOf } from '../../../src/cli/doctor/finding.ts';
import { checkCores, checkMemory, checkRuntime, estimateMemory } from '../../../src/cli/doctor/machine.ts';
import { checkSettings } from '../../../src/cli/doctor/settings.ts';
import { ServiceError } from '../../../src/kernel/errors.ts';
import { createContext } from '../../fixtures/cli-context.ts';
import { sceneOf } from '../../fixtures/doctor-scene.ts';
import { freePort } from '../../fixtures/redis-server.ts';

const MIB = 2 ** 20;

describe('examine', () => {
  test('turns a fault of our own into a failure with its message', async () => {
    const [finding] = await examine('x', () => Promise.reject(new ServiceError('bad_pack', 'The pack is torn')));
    expect(finding).toEqual({ check: 'x', status: 'fail', found: 'The pack is torn' });
  });

  test('tells only kind and code of a foreign fault, which may quote a secret', async () => {
    const foreign = Object.assign(new TypeError('redis://:hunter2@host'), { code: 'E_X' });
    const [finding] = await examine('x', () => Promise.reject(foreign));
    expect(finding?.found).toBe('could not be examined (TypeError E_X)');
  });

  test('is as bad as the worst finding', () => {
    const finding = (status: Finding['status']): Finding => ({ check: 'x', status, found: '' });
    expect(statusOf([finding('ok')])).toBe('ok');
    expect(statusOf([finding('warn'), finding('ok')])).toBe('warn');
    expect(statusOf([finding('warn'), finding('fail'), finding('ok')])).toBe('fail');
  });
});

describe('the runtime', () => {
  test('is well where the tests run', () => {
    expect(checkRuntime().status).toBe('ok');
  });
});

describe('cores', () => {
  test('are warned of when there are more workers', () => {
    expect(checkCores(sceneOf({ RAG_EXECUTOR_WORKERS: '3' }))).toMatchObject({
      status: 'warn',
      found: '2 for 3 workers',
    });
    expect(checkCores(sceneOf({ RAG_EXECUTOR_WORKERS: '2' })).status).toBe('ok');
  });

  test('matter to nobody where another server embeds', () => {
    expect(checkCores(sceneOf({ RAG_EXECUTOR_WORKERS: '8', RAG_EMBEDDINGS_URL: 'http://e' })).status).toBe('ok');
  });
});

describe('memory', () => {
  const weightsBytes = 49 * MIB;
  const at = (mib: number) => {
    const machine = { cores: 2, memoryBytes: mib * MIB };
    return checkMemory(sceneOf({ RAG_CACHE_MIB: '64' }, machine).config, { machine, weightsBytes });
  };

  test('is estimated from weights, workers and caches', () => {
    expect(estimateMemory({ workers: 2, cacheMib: 64 }, weightsBytes)).toEqual({ bareMib: 429, fullMib: 573 });
  });

  test('fails below what a start needs, warns below full caches, and is well above', () => {
    expect([at(300).status, at(500).status, at(600).status]).toEqual(['fail', 'warn', 'ok']);
    expect(at(300).advice).toContain('RAG_EXECUTOR_WORKERS');
    expect(at(500).advice).toContain('RAG_CACHE_MIB');
  });
});

describe('settings', () => {
  test('name what is set, never its value', () => {
    const { findings, config } = checkSettings(
      createContext({ environment: { RAG_API_KEY: 'hunter2', RAG_PORT: '0' } }),
    );
    expect(findings).toEqual([{ check: 'settings', status: 'ok', found: 'set: RAG_API_KEY, RAG_PORT' }]);
    expect(config?.port).toBe(0);
  });

  test('warn of a variable that no setting has', () => {
    const { findings } = checkSettings(createContext({ environment: { RAG_WORKER: '3' } }));
    expect(findings[0]).toMatchObject({ status: 'warn', found: expect.stringContaining('RAG_WORKER') });
  });

  test('fail with every fault and leave no configuration', () => {
    const { findings, config } = checkSettings(createContext({ environment: { RAG_PORT: 'x', RAG_CACHE_MIB: '0' } }));
    expect(config).toBeUndefined();
    expect(findings[0]).toMatchObject({
      status: 'fail',
      found: expect.stringMatching(/RAG_PORT(?:.|\n)*RAG_CACHE_MIB/),
    });
  });
});

describe('the port', () => {
  test('is well when it is free', async () => {
    const [finding] = await checkAddress(sceneOf({ RAG_PORT: String(freePort()) }));
    expect(finding).toMatchObject({ status: 'ok', found: expect.stringContaining('this machine only, no key') });
  });

  test('fails when somebody listens there', async () => {
    const port = freePort();
    const { promise, resolve } = Promise.withResolvers<void>();
    const server = createServer().listen(port, '127.0.0.1', () => resolve());
    await promise;
    const [finding] = await checkAddress(sceneOf({ RAG_PORT: String(port) }));
    server.close();
    expect(finding).toMatchObject({ status: 'fail', found: `127.0.0.1:${port}: EADDRINUSE` });
    expect(finding?.advice).toContain('RAG_PORT');
  });

  test('fails for an address of another machine', async () => {
    const [finding] = await checkAddress(sceneOf({ RAG_HOST: '192.0.2.1', RAG_PORT: '0', RAG_API_KEY: 'k' }));
    expect(finding).toMatchObject({ status: 'fail', found: '192.0.2.1:0: EADDRNOTAVAIL' });
  });
});

describe('the device', () => {
  const identity = { id: 'tiny', ownedBy: 'us', dimension: 2, maxTokens: 8, pooling: 'mean', normalize: true } as const;
  const proof = {
    identity: { ...identity, prompts: { query: '', passage: '' }, dtype: 'q8', revision: 'r' },
    device: 'wasm',
    reason: 'asked for',
    questionMs: 31.4,
  };

  test('is well when the golden vectors agree', () => {
    const finding = judge({ ...proof, golden: { cases: 4, deviation: 0.004, tolerance: 0.012 } });
    expect(finding).toMatchObject({ status: 'ok', found: expect.stringContaining('31 ms, 4 golden vectors agree') });
  });

  test('fails when they differ', () => {
    const finding = judge({ ...proof, golden: { cases: 4, deviation: 0.5, tolerance: 0.012 } });
    expect(finding).toMatchObject({ status: 'fail', advice: expect.stringContaining('RAG_DEVICE=wasm') });
  });
});

describe('the clock', () => {
  const at = (wallMs: number, monotonicMs: number) => ({ wallMs, monotonicMs });
  const today = Date.UTC(2026, 5, 1);

  test('is well when both clocks go alike', () => {
    expect(checkClock(at(today, 0), at(today + 5000, 5010)).status).toBe('ok');
  });

  test('fails for a date before this project', () => {
    expect(checkClock(at(0, 0), at(5000, 5000)).status).toBe('fail');
  });

  test('is warned of when it was stepped meanwhile', () => {
    expect(checkClock(at(today, 0), at(today - 60_000, 5000))).toMatchObject({
      status: 'warn',
      found: expect.stringContaining('stepped by 65000 ms'),
    });
  });
});
