// The one-file program: built for this machine, then run in an empty folder with nothing else of the project in reach.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { copyFile, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { shapesOf } from '../../src/cli/completion/shape.ts';
import { createProgram } from '../../src/cli/program.ts';
import { createContext } from '../fixtures/cli-context.ts';
import { REDIS_SERVER, startRedis } from '../fixtures/redis-server.ts';
import { ROOT } from '../fixtures/source-tree.ts';

const LIMIT_MS = 60_000;
const MIB = 2 ** 20;
const QUESTION = {
  saju: { dayMaster: '甲' },
  astro: { sun: 'leo' },
  question: 'Should I change my job?',
  locale: 'en',
  deadline_ms: 30_000,
};
const ENVIRONMENT = { PATH: '/usr/bin:/bin', RAG_EXECUTOR_WORKERS: '1', RAG_PORT: '0', RAG_LOG_LEVEL: 'silent' };

const canUnshare = Bun.spawnSync(['unshare', '-n', 'true'], { stderr: 'ignore' }).exitCode === 0;
if (!canUnshare) console.warn('SKIPPED: no network namespaces here, so the offline start is not proved');
if (!REDIS_SERVER) console.warn('SKIPPED: no redis-server here, so the doctor sees none');

let folder = '';
let program = '';
let empty = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'quintet-binary-'));
  const build = Bun.spawn([process.execPath, 'build/compile.ts', '--draft', '--out', folder], { cwd: ROOT });
  expect(await build.exited).toBe(0);
  const [built = ''] = (await readdir(folder)).filter((name) => name.startsWith('quintet-'));
  program = path.join(folder, 'bin', 'quintet');
  empty = path.join(folder, 'empty');
  await Promise.all([mkdir(path.dirname(program)), mkdir(empty)]);
  await copyFile(path.join(folder, built), program);
  console.log(`${built}: ${((await stat(program)).size / MIB).toFixed(1)} MiB`);
}, LIMIT_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

type RunOptions = { readonly environment?: Record<string, string>; readonly input?: string };

async function run(args: readonly string[], { environment = {}, input = '' }: RunOptions = {}) {
  const child = Bun.spawn([program, ...args], {
    cwd: empty,
    env: { ...ENVIRONMENT, ...environment },
    stdin: new Blob([input]),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, out, errors };
}

/** Answers of a server that runs as long as `use` does. */
async function withServer(environment: Record<string, string>, use: (url: string) => Promise<void>): Promise<string> {
  const startedAt = performance.now();
  const child = Bun.spawn([program, 'serve'], {
    cwd: empty,
    env: { ...ENVIRONMENT, ...environment },
    stdout: 'pipe',
    stderr: 'inherit',
  });
  let text = '';
  let using: Promise<void> | undefined;
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    text += decoder.decode(chunk, { stream: true });
    const url = /listens on (http:\/\/\S+)/.exec(text)?.[1];
    if (!url || using) continue;
    console.log(`ready ${((performance.now() - startedAt) / 1000).toFixed(2)} s after the process began`);
    // Not awaited here: the log is read on meanwhile.
    using = use(url).finally(() => child.kill('SIGTERM'));
  }
  await using;
  expect(await child.exited).toBe(0);
  return text;
}

describe('the program', () => {
  test('says its version and helps everywhere', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, out: `${packageJson.version}\n` });
    const paths = shapesOf(createProgram(createContext())).map((shape) => shape.path.slice(1));
    const helps = await Promise.all(paths.map((words) => run([...words, '--help'])));
    for (const [at, { code, out }] of helps.entries())
      expect({ code, out }).toEqual({
        code: 0,
        out: expect.stringContaining(`Usage: quintet ${paths[at]?.join(' ')}`),
      });
  });

  test('ends with 2 on wrong usage and configuration, with 1 on a failure', async () => {
    const codes = await Promise.all([
      run(['serve', '--nonsense']),
      run(['nonsense']),
      run(['completion', 'tcsh']),
      run(['serve'], { environment: { RAG_PORT: 'many' } }),
      run(['serve'], { environment: { RAG_DEVICE: 'cpu' } }),
      run(['pack', 'build']),
      run(['pack', 'check', empty]),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2, 2, 1]);
    for (const { errors } of codes) expect(errors).not.toContain('    at ');
  });

  test.skipIf(!canUnshare)(
    'answers a question in a network namespace without a route',
    async () => {
      const script = `
      ip link set lo up
      cd "$EMPTY" && "$PROGRAM" serve > "$LOG" 2>&1 &
      for i in $(seq 1 600); do grep -q curl "$LOG" 2>/dev/null && break; sleep 0.1; done
      "$BUN" -e 'const r = await fetch("http://127.0.0.1:18788/v1/prefetch", {method: "POST", headers: {"content-type": "application/json"}, body: process.env.BODY}); const a = await r.json(); console.log(r.status, a.degraded, Object.keys(a.sources).join())'
      ip route | wc -l
      kill %1; wait %1`;
      const child = Bun.spawn(['unshare', '-n', 'bash', '-c', script], {
        env: {
          ...ENVIRONMENT,
          PATH: process.env.PATH ?? '',
          EMPTY: empty,
          PROGRAM: program,
          BUN: process.execPath,
          LOG: path.join(folder, 'log'),
          BODY: JSON.stringify(QUESTION),
          RAG_PORT: '18788',
        },
        stdout: 'pipe',
      });
      const output = await new Response(child.stdout).text();
      expect(output).toContain('200 false graph,corpus,persona,domain,cross');
      expect(output.trim().split('\n').at(-1)).toBe('0');
    },
    LIMIT_MS,
  );

  test(
    'serves its pages, writes its log and sends its traces',
    async () => {
      const traces = Promise.withResolvers<string>();
      using collector = Bun.serve({
        port: 0,
        hostname: '127.0.0.1',
        fetch: async (request) => {
          traces.resolve(`${new URL(request.url).pathname} ${(await request.arrayBuffer()).byteLength > 0}`);
          return new Response('{}', { headers: { 'content-type': 'application/json' } });
        },
      });
      const environment = { RAG_LOG_LEVEL: 'info', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url.origin };
      const log = await withServer(environment, async (url) => {
        for (const page of ['/dashboard', '/docs']) expect(await (await fetch(url + page)).text()).toContain('</html>');
        const answer = await fetch(`${url}/v1/prefetch`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(QUESTION),
        });
        expect(await answer.json()).toMatchObject({ degraded: false });
        expect(await (await fetch(`${url}/metrics`)).text()).toContain('quintet_');
      });
      expect(log).toContain('"route":"/v1/prefetch","status":200');
      expect(await traces.promise).toBe('/v1/traces true');
    },
    LIMIT_MS,
  );

  test.each(['multilingual-e5-small-ko-en', 'all-minilm-l6-v2'])(
    'gives the golden vectors of %s',
    async (model) => {
      const { tolerance, cases }: Golden = await Bun.file(path.join(ROOT, 'models', model, 'golden.json')).json();
      // What is asked for with the query prompt (an English model has none) and is no empty line.
      const asked = cases.filter(({ prompt, text, truncated }) => prompt !== 'passage: ' && text.trim() && !truncated);
      const input = asked.map(({ text }) => JSON.stringify(text)).join('\n');
      const environment = { RAG_MODEL: model.startsWith('multi') ? 'multilingual' : 'english' };
      const { code, out, errors } = await run(['embed', '--json', '--input-type', 'query'], { environment, input });
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      const vectors: number[][] = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(vectors).toHaveLength(asked.length);
      const differences = asked.flatMap(({ vector8 }, row) =>
        vector8.map((x, column) => Math.abs(x - (vectors[row]?.[column] ?? Number.NaN))),
      );
      expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance.abs_difference);
    },
    LIMIT_MS,
  );

  test(
    'is well to its own doctor, who prints no secret',
    async () => {
      await using redis = REDIS_SERVER ? await startRedis({ password: 'hunter2' }) : undefined;
      const environment = { RAG_CACHE_KEY: 'hunter2-hunter2-hunter2', ...(redis ? { REDIS_URL: redis.url } : {}) };
      const { code, out, errors } = await run(['doctor', '--json'], { environment });
      const { findings }: { findings: { check: string; status: string; found: string }[] } = JSON.parse(out);
      const failed = findings.filter(({ status }) => status === 'fail');
      expect({ code, failed, errors }).toEqual({ code: 0, failed: [], errors: '' });
      const found = (check: string) => findings.filter((finding) => finding.check === check).map((one) => one.found);
      expect(found('runtime')[0]).toContain('one program');
      expect(found('models')).toHaveLength(2);
      expect(found('device')[0]).toContain('golden vectors agree');
      if (redis) expect(found('redis')[0]).toContain('redis answers and takes writes');
      expect(out).not.toContain('hunter2');
    },
    LIMIT_MS,
  );
});

type Golden = {
  readonly tolerance: { readonly abs_difference: number };
  readonly cases: readonly {
    readonly prompt: string;
    readonly text: string;
    readonly vector8: readonly number[];
    readonly truncated?: boolean;
  }[];
};
