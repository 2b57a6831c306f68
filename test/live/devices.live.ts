// The native engines for real: golden vectors on CPU and on WebGPU's software adapter, batches, and processes killed under
// load. Skips aloud what is not installed: `bun run native:install`, and chromium for its Vulkan driver.

import { describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chooseDevice } from '../../src/composition/choose-device.ts';
import { readConfig } from '../../src/config.ts';
import { deviationOf, readGolden } from '../../src/embedding/golden.ts';
import { openModel } from '../../src/embedding/model.ts';
import { describeNative, hasNativeRuntime, type NativeProvider } from '../../src/embedding/native/assets.ts';
import { toServiceError } from '../../src/kernel/errors.ts';
import { dot } from '../../src/kernel/vector.ts';
import { openPool } from '../../src/pool/pool.ts';
import type { PoolOptions } from '../../src/pool/ports.ts';
import { openProcessHost, type ProcessHost } from '../../src/pool/process-host.ts';
import { observe } from '../fixtures/pool.ts';

const ROOT = path.join(import.meta.dir, '../..');
const RUNTIME = path.join(ROOT, 'native');
const CHROMIUM = '/usr/lib/chromium';
const DRIVER = path.join(CHROMIUM, 'vk_swiftshader_icd.json');
const LIMIT_MS = 120_000;
/** The software adapter needs about a second for each. */
const GPU_CASES = 3;
const GPU_TOKENS = 16;
const JOBS = 300;
const KILLS = 6;

const hasRuntime = hasNativeRuntime(RUNTIME);
const hasDriver = process.platform === 'linux' && existsSync(DRIVER);
if (!hasRuntime) console.log('SKIPPED: the native runtime is not installed (bun run native:install)');
if (!hasDriver) console.log(`SKIPPED: no ${DRIVER} for WebGPU (apt-get install chromium)`);

/** The loader and the driver that chromium brings; `env` becomes the engine, so that its pid is the engine's. */
const SOFTWARE_DRIVER = [
  '/usr/bin/env',
  `VK_DRIVER_FILES=${DRIVER}`,
  `LD_LIBRARY_PATH=${CHROMIUM}`,
  `XDG_RUNTIME_DIR=${await mkdtemp(path.join(os.tmpdir(), 'quintet-xdg-'))}`,
];

function spawn(): ProcessHost {
  const engine = [process.execPath, path.join(ROOT, 'workers', 'native.ts')];
  return openProcessHost(hasDriver ? [...SOFTWARE_DRIVER, ...engine] : engine);
}

async function openNative(name: string, provider: NativeProvider, options: Partial<PoolOptions> = {}) {
  const descriptor = await openModel(name, { modelsDir: path.join(ROOT, 'models') });
  const assets = await describeNative(descriptor, { provider, runtimeFolder: RUNTIME, threads: 1 });
  const golden = await readGolden(descriptor.files);
  if (!golden) throw new Error('The embedded models have golden vectors');
  const limits = { runLimitMs: LIMIT_MS, bootLimitMs: LIMIT_MS, bootFailures: 1 };
  const pool = openPool({ spawn, assets, size: 1, backoffMs: 10, ...limits, ...options });
  await pool.ready();
  return { pool, golden, [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose]() };
}

function jobOf(tokenIds: Int32Array) {
  return { tokenIds, cost: tokenIds.length, lane: 'query' } as const;
}

describe.skipIf(!hasRuntime)('the native engine on the CPU', () => {
  test.each(['multilingual', 'english'])(
    'gives the golden vectors of %s, long texts included',
    async (name) => {
      await using native = await openNative(name, 'cpu', { size: 2 });
      const { cases, tolerance } = native.golden;
      const results = await Promise.all(cases.map(({ ids }) => native.pool.run(jobOf(ids))));
      const deviations = results.map(({ vector }, at) => deviationOf(vector, cases[at]?.head ?? []));
      expect(Math.max(...deviations)).toBeLessThanOrEqual(tolerance);
      console.log(
        `${name} on cpu: ${cases.length} golden vectors, largest difference ${Math.max(...deviations).toFixed(4)}`,
      );
    },
    LIMIT_MS,
  );

  test(
    'gives a text the same vector alone and in a batch of equal lengths',
    async () => {
      await using native = await openNative('multilingual', 'cpu');
      const texts = Array.from({ length: 24 }, (_, at) =>
        Int32Array.from({ length: 20 }, (_, place) => 5 + ((at * 7919 + place * 104_729) % 60_000)),
      );
      const alone: Float32Array[] = [];
      for (const ids of texts) alone.push((await native.pool.run(jobOf(ids))).vector);
      const runsBefore = native.pool.state().workers[0]?.runs ?? 0;
      const together = await Promise.all(texts.map((ids) => native.pool.run(jobOf(ids))));
      expect((native.pool.state().workers[0]?.runs ?? 0) - runsBefore).toBeLessThan(texts.length / 3);
      const cosines = together.map(({ vector }, at) => dot(vector, alone[at] ?? new Float32Array()));
      expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.9995);
    },
    LIMIT_MS,
  );

  test(
    `settles each of ${JOBS} jobs with its own vector while processes are killed at random`,
    async () => {
      const alive = new Set<ProcessHost>();
      const herd = () => {
        const host = spawn();
        alive.add(host);
        host.addEventListener('close', () => alive.delete(host));
        return host;
      };
      const seen = observe();
      let done = 0;
      const goals = Array.from({ length: KILLS }, (_, at) => (at + 1) * 35);
      const kill = () => {
        done++;
        if (done < (goals[0] ?? Number.POSITIVE_INFINITY)) return;
        goals.shift();
        const victim = [...alive][done % alive.size];
        if (victim) process.kill(victim.pid, 'SIGKILL');
      };
      const options = { size: 2, spawn: herd, maxQueue: JOBS, bootFailures: 100, events: seen.events };
      await using native = await openNative('english', 'cpu', options);
      const texts = Array.from({ length: 30 }, (_, at) =>
        Int32Array.from([101, ...Array.from({ length: 4 + (at % 5) }, (_, place) => 1000 + at * 61 + place), 102]),
      );
      const expected: Float32Array[] = [];
      for (const ids of texts) expected.push((await native.pool.run(jobOf(ids))).vector);
      const settled = await Promise.all(
        Array.from({ length: JOBS }, async (_, at) => {
          const which = at % texts.length;
          try {
            const { vector } = await native.pool.run(jobOf(texts[which] ?? new Int32Array()));
            return dot(vector, expected[which] ?? new Float32Array());
          } catch (error) {
            return toServiceError(error).code;
          } finally {
            kill();
          }
        }),
      );
      const failed = settled.filter((outcome) => typeof outcome === 'string');
      console.log(`killed: ${seen.stopped.join(', ')}; jobs retried ${seen.retried}, failed ${failed.length}`);
      expect(settled.filter((outcome) => typeof outcome === 'number' && outcome < 0.9995)).toEqual([]);
      // A job is tried twice: only one whose two processes were both killed may fail, and says so.
      expect(failed.every((code) => code === 'worker_error')).toBe(true);
      expect(failed.length).toBeLessThanOrEqual(1);
      expect(seen.stopped.length).toBeGreaterThanOrEqual(KILLS - 1);
    },
    LIMIT_MS,
  );
});

describe.skipIf(!hasRuntime || !hasDriver)('the native engine on WebGPU', () => {
  test(
    'gives golden vectors on the software adapter, one by one and in a batch',
    async () => {
      await using native = await openNative('english', 'webgpu');
      const { cases, tolerance } = native.golden;
      const short = cases.filter(({ ids }) => ids.length <= GPU_TOKENS).slice(0, GPU_CASES);
      expect(short.length).toBeGreaterThan(1);
      const deviations: number[] = [];
      for (const { ids, head } of short) deviations.push(deviationOf((await native.pool.run(jobOf(ids))).vector, head));
      expect(Math.max(...deviations)).toBeLessThanOrEqual(tolerance);
      const [first] = short;
      const ids = first?.ids ?? new Int32Array();
      const together = await Promise.all([ids, ids, ids].map((equal) => native.pool.run(jobOf(equal))));
      const batched = together.map(({ vector }) => deviationOf(vector, first?.head ?? []));
      expect(Math.max(...batched)).toBeLessThanOrEqual(tolerance);
      console.log(`english on webgpu: largest difference ${Math.max(...deviations, ...batched).toFixed(4)}`);
    },
    LIMIT_MS,
  );

  test(
    'is not taken by auto, because the adapter is a software one',
    async () => {
      const descriptor = await openModel('english', { modelsDir: path.join(ROOT, 'models') });
      const config = readConfig({}, { cores: 2, memoryBytes: 2 ** 33 });
      const startedAt = performance.now();
      const choice = await chooseDevice(config, { descriptor, runtimeFolder: RUNTIME, spawn, hasGraphics: true });
      expect(choice.chosen).toBe('wasm');
      expect(choice.reason).toContain('is a software adapter');
      console.log(`auto: ${choice.reason}, found out in ${Math.round(performance.now() - startedAt)} ms`);
    },
    LIMIT_MS,
  );
});
