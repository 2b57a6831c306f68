// The whole service on native engines, as a process: its engine processes are killed from outside while it is asked, and
// no request may see that. Skips aloud without the native runtime.

import { describe, expect, test } from 'bun:test';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { hasNativeRuntime } from '../../src/embedding/native/assets.ts';
import { fixtureFolder } from '../fixtures/packs.ts';

const ROOT = path.join(import.meta.dir, '../..');
const LIMIT_MS = 120_000;
const TEXTS = 300;
const KILL_EVERY = 40;

const canRun = process.platform === 'linux' && hasNativeRuntime(path.join(ROOT, 'native'));
if (!canRun) console.log('SKIPPED: no Linux, or the native runtime is not installed (bun run native:install)');

async function start(environment: Record<string, string>) {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'quintet-device-'));
  const child = Bun.spawn([process.execPath, 'src/main.ts', 'serve', '--port', '0'], {
    cwd: ROOT,
    env: {
      ...process.env,
      RAG_LOG_LEVEL: 'silent',
      RAG_PACK: fixtureFolder('small'),
      RAG_DATA_DIR: dataDir,
      ...environment,
    },
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const lines = await readUntil(child.stdout, 'curl');
  return {
    lines,
    url: /listens on (http:\/\/\S+)/.exec(lines)?.[1] ?? 'nowhere',
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Goes on reading after the word was found: a closed pipe would stop the service. */
function readUntil(stream: ReadableStream<Uint8Array>, last: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes(last)) resolve(text);
    }
    reject(new Error(`The service ended before it listened, it said "${text}"`));
  };
  read().catch(reject);
  return promise;
}

/** The processes that the service started, all of which are engines. */
async function findEngines(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It died of an earlier kill meanwhile.
    return;
  }
}

async function embed(url: string, input: string): Promise<{ status: number; vector: number[] }> {
  const response = await fetch(`${url}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input }),
  });
  const body = (await response.json()) as { data?: { embedding: number[] }[] };
  return { status: response.status, vector: body.data?.[0]?.embedding ?? [] };
}

describe.skipIf(!canRun)('a service on native engines', () => {
  test(
    `answers each of ${TEXTS} texts with its own vector while its engines are killed`,
    async () => {
      const shared = { RAG_MODEL: 'english', RAG_EXECUTOR_WORKERS: '2' };
      await using native = await start({ ...shared, RAG_DEVICE: 'cpu' });
      await using wasm = await start({ ...shared, RAG_DEVICE: 'wasm' });
      expect(native.lines).toContain('cpu, 2 workers');
      const texts = Array.from({ length: TEXTS }, (_, at) => `passage number ${at} about ${'work '.repeat(at % 6)}`);
      let done = 0;
      const answers = await Promise.all(
        texts.map(async (text) => {
          const answer = await embed(native.url, text);
          done++;
          if (done % KILL_EVERY === 0) for (const engine of await findEngines(native.pid)) kill(engine);
          return answer;
        }),
      );
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      for (const at of [0, 57, 131, 299]) {
        const { vector } = await embed(wasm.url, texts[at] ?? '');
        const cosine = vector.reduce((sum, x, place) => sum + x * (answers[at]?.vector[place] ?? 0), 0);
        // WASM and the native runtime round differently.
        expect(cosine).toBeGreaterThan(0.99);
      }
      const health = (await (await fetch(`${native.url}/health`)).json()) as { device: { asked: string } };
      expect(health.device).toMatchObject({ asked: 'cpu' });
    },
    LIMIT_MS,
  );

  test(
    'says in health, info and metrics where it runs, and why',
    async () => {
      await using native = await start({ RAG_MODEL: 'english', RAG_EXECUTOR_WORKERS: '1', RAG_DEVICE: 'cpu' });
      const health = (await (await fetch(`${native.url}/health`)).json()) as { device: Record<string, string> };
      expect(health.device).toMatchObject({ chosen: 'cpu', asked: 'cpu' });
      expect(health.device.reason).toContain("gives the model's vectors");
      expect(await (await fetch(`${native.url}/info`)).json()).toMatchObject({ device: 'cpu' });
      expect(await (await fetch(`${native.url}/metrics`)).text()).toContain('device="cpu"');
    },
    LIMIT_MS,
  );
});
