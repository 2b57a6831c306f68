// The one-file program: built for this machine, then run in an empty folder with nothing else of the project in reach.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { shapesOf } from '../../src/cli/completion/shape.ts';
import { createProgram } from '../../src/cli/program.ts';
import { type Binary, buildBinary, ENVIRONMENT, type RunOptions } from '../fixtures/binary.ts';
import { createContext } from '../fixtures/cli-context.ts';
import { REDIS_SERVER, startRedis } from '../fixtures/redis-server.ts';
import { ROOT } from '../fixtures/source-tree.ts';

const LIMIT_MS = 60_000;
/** Suites that start the program as a process; the same ones prove it from source. */
const SHARED_SUITES = ['./test/live/process.live.ts', './test/live/embed.live.ts'];
const QUESTION = {
  saju: { dayMaster: '甲' },
  astro: { sun: 'leo' },
  question: 'Should I change my job?',
  locale: 'en',
  deadline_ms: 30_000,
};

const canUnshare = Bun.spawnSync(['unshare', '-n', 'true'], { stderr: 'ignore' }).exitCode === 0;
if (!canUnshare) console.warn('SKIPPED: no network namespaces here, so the offline start is not proved');
if (!REDIS_SERVER) console.warn('SKIPPED: no redis-server here, so the doctor sees none');

let binary: Binary;
beforeAll(async () => {
  binary = await buildBinary();
}, LIMIT_MS);
afterAll(() => binary[Symbol.asyncDispose]());

function run(args: readonly string[], options?: RunOptions) {
  return binary.run(args, options);
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
      run(['pack', 'check', binary.empty]),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2, 2, 1]);
    for (const { errors } of codes) expect(errors).not.toContain('    at ');
  });

  test.skipIf(!canUnshare)(
    'answers a question in a network namespace without a route',
    async () => {
      const script = `
      ip link set lo up
      # exec: the job is the program itself, so that its end is what kill brings.
      (cd "$EMPTY" && exec "$PROGRAM" serve) > "$LOG" 2>&1 &
      for i in $(seq 1 600); do grep -q curl "$LOG" 2>/dev/null && break; sleep 0.1; done
      "$BUN" -e 'const r = await fetch("http://127.0.0.1:18788/v1/prefetch", {method: "POST", headers: {"content-type": "application/json"}, body: process.env.BODY}); const a = await r.json(); console.log(r.status, a.degraded, Object.keys(a.sources).join())'
      ip route | wc -l
      kill %1; wait %1`;
      const child = Bun.spawn(['unshare', '-n', 'bash', '-c', script], {
        env: {
          ...ENVIRONMENT,
          PATH: process.env.PATH ?? '',
          EMPTY: binary.empty,
          PROGRAM: binary.program,
          BUN: process.execPath,
          LOG: path.join(binary.folder, 'log'),
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
      const log = await binary.serve(environment, async (url) => {
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

  test(
    'passes the suites that the program from source passes',
    async () => {
      const child = Bun.spawn([process.execPath, 'test', '--timeout', '60000', ...SHARED_SUITES], {
        cwd: ROOT,
        env: { ...process.env, QUINTET_PROGRAM: binary.program },
        stdout: 'ignore',
        stderr: 'pipe',
      });
      const output = await new Response(child.stderr).text();
      expect({ code: await child.exited, failed: output.match(/^\(fail\).*$/gm) }).toEqual({ code: 0, failed: null });
    },
    3 * LIMIT_MS,
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
