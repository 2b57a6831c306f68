// The service as a process: offline in a network namespace without a route, configuration faults, draining, Ctrl-C.

import { describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PROGRAM } from '../fixtures/program.ts';
import { ROOT } from '../fixtures/source-tree.ts';

const CHART = {
  saju: { dayMaster: '甲' },
  astro: { sun: 'leo' },
  question: 'Should I change my job?',
  locale: 'en',
  deadline_ms: 30_000,
};

async function start(environment: Record<string, string> = {}) {
  const child = Bun.spawn([...PROGRAM, 'serve'], {
    cwd: ROOT,
    env: { ...process.env, RAG_PORT: '0', RAG_EXECUTOR_WORKERS: '1', RAG_LOG_LEVEL: 'silent', ...environment },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    text += decoder.decode(chunk, { stream: true });
    const url = /listens on (http:\/\/\S+)/.exec(text)?.[1];
    if (url && text.includes('curl')) return { child, url };
  }
  throw new Error(`The service ended before it listened: ${await new Response(child.stderr).text()}`);
}

function post(url: string, body: object): Promise<Response> {
  return fetch(`${url}/v1/prefetch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const canUnshare = Bun.spawnSync(['unshare', '-n', 'true'], { stderr: 'ignore' }).exitCode === 0;
if (!canUnshare) console.warn('SKIPPED: no network namespaces here, so the offline start is not proved');

describe('quintet serve', () => {
  test.skipIf(!canUnshare)(
    'answers a question in a network namespace that has no route',
    async () => {
      const script = `
      ip link set lo up
      "$@" serve > "$LOG" 2>&1 &
      for i in $(seq 1 600); do grep -q curl "$LOG" 2>/dev/null && break; sleep 0.1; done
      "$BUN" -e 'const r = await fetch("http://127.0.0.1:18787/v1/prefetch", {method: "POST", headers: {"content-type": "application/json"}, body: process.env.BODY}); console.log(r.status, JSON.stringify(Object.values((await r.json()).sources).map((s) => s.status)))'
      ip route | wc -l
      kill %1; wait %1`;
      const folder = await mkdtemp(path.join(os.tmpdir(), 'quintet-offline-'));
      const child = Bun.spawn(['unshare', '-n', 'bash', '-c', script, 'test', ...PROGRAM], {
        cwd: ROOT,
        env: {
          ...process.env,
          BUN: process.execPath,
          LOG: path.join(folder, 'log'),
          BODY: JSON.stringify(CHART),
          RAG_PORT: '18787',
          RAG_EXECUTOR_WORKERS: '1',
          RAG_LOG_LEVEL: 'silent',
        },
        stdout: 'pipe',
      });
      const output = await new Response(child.stdout).text();
      expect(output).toContain('200 ["ok","ok","ok","ok","ok"]');
      expect(output.trim().split('\n').at(-1)).toBe('0');
      await rm(folder, { recursive: true });
    },
    90_000,
  );

  test('finishes running requests after SIGTERM and ends with code 0', async () => {
    const { child, url } = await start();
    const answers = Array.from({ length: 12 }, async (_, place): Promise<object> => {
      const answer = await post(url, { ...CHART, question: `${CHART.question} ${place}` });
      return answer.json();
    });
    await answers[0];
    child.kill('SIGTERM');
    for (const answer of await Promise.all(answers)) expect(answer).toHaveProperty('context_id');
    expect(await child.exited).toBe(0);
  }, 60_000);

  test('ends at once on Ctrl-C where nothing runs', async () => {
    const { child } = await start();
    child.kill('SIGINT');
    expect(await child.exited).toBe(0);
  }, 60_000);

  test('answers at once with skipped sources when RAG_DISABLE is set', async () => {
    const { child, url } = await start({ RAG_DISABLE: '1' });
    const response = await post(url, CHART);
    const answer: { degraded: boolean; sources: Record<string, { status: string; reason: string }> } =
      await response.json();
    expect(Object.values(answer.sources).map(({ status, reason }) => `${status} ${reason}`)).toEqual(
      Array(5).fill('skipped disabled'),
    );
    expect(answer.degraded).toBe(false);
    child.kill();
    await child.exited;
  }, 60_000);

  test('names every fault of its configuration at once and exits with 2', async () => {
    const child = Bun.spawn([...PROGRAM, 'serve'], {
      cwd: ROOT,
      env: { ...process.env, RAG_PORT: 'many', RAG_EXECUTOR_WORKERS: '0', RAG_HOST: '0.0.0.0' },
      stdout: 'ignore',
      stderr: 'pipe',
    });
    const output = await new Response(child.stderr).text();
    expect(await child.exited).toBe(2);
    expect(output).toContain('RAG_PORT: found "many"');
    expect(output).toContain('RAG_EXECUTOR_WORKERS: found "0"');
    expect(output).toContain('RAG_HOST: found the public address "0.0.0.0"');
  });

  test('refuses a RAG_DEVICE that cannot be used here, says what to do, and exits with 2', async () => {
    const child = Bun.spawn([...PROGRAM, 'serve'], {
      cwd: ROOT,
      env: { ...process.env, RAG_DEVICE: 'cuda', RAG_PORT: '0' },
      stdout: 'ignore',
      stderr: 'pipe',
    });
    const output = await new Response(child.stderr).text();
    expect(output).toContain('RAG_DEVICE: found "cuda"');
    expect(output).toContain('bun run native:install');
    expect(await child.exited).toBe(2);
  });
});
