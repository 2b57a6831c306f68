// The real service with the real model and pack as a process, under load: many callers at once, kill -9 and a restart,
// SIGTERM. Whatever happens to the process, nobody gets an answer that is not the one to his request.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createRequests, type RequestKind } from '../../bench/harness/requests.ts';
import { type RunningServer, startServer } from '../../bench/harness/server.ts';
import { HttpConnection } from '../../bench/load/http-connection.ts';
import { createJudge, type Judge } from '../../bench/load/judge.ts';
import { toHttp } from '../../bench/load/to-http.ts';
import { freePort } from '../fixtures/redis-server.ts';

const ROOT = path.join(import.meta.dir, '../..');
const LIMIT_MS = 110_000;
const CALLERS = 200;
const PATIENT_MS = 30_000;
const PAUSE_MS = 20;

let dataDir = '';
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'quintet-load-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

function start(port = 0): Promise<RunningServer> {
  const settings = { RAG_EXECUTOR_WORKERS: '2', RAG_DATA_DIR: dataDir, RAG_LOG_LEVEL: 'silent' };
  return startServer(settings, { root: ROOT, port });
}

type Asked = { readonly at: number; readonly bytes: Uint8Array };

/** Bodies of several kinds in turn; `at` tells them apart for the judge. */
async function mix(kinds: readonly RequestKind[], { count, host }: { count: number; host: string }): Promise<Asked[]> {
  const lists = await Promise.all(
    kinds.map((kind) => createRequests({ kind, seed: 1, count, deadlineMs: PATIENT_MS }, { root: ROOT })),
  );
  return Array.from({ length: count * kinds.length }, (_, at) => {
    const { path: target = '', bodies = [] } = lists[at % kinds.length] ?? {};
    return { at, bytes: toHttp(bodies[Math.floor(at / kinds.length)] ?? '', { host, path: target }) };
  });
}

describe('the service under load', () => {
  test(
    `answers ${CALLERS} mixed requests at once as it answers them one by one`,
    async () => {
      await using server = await start();
      const judge = createJudge();
      const kinds = ['chart', 'new-question', 'repeated-chart', 'known-text'] as const;
      const asked = await mix(kinds, { count: 8, host: new URL(server.url).host });
      const single = new HttpConnection(server.url);
      for (const { at, bytes } of asked) expect(judge(await single.request(bytes), at)).toBe('ok');
      single.close();
      const callers = Array.from({ length: CALLERS }, () => new HttpConnection(server.url));
      const outcomes = await Promise.all(
        callers.map(async (caller, at) => {
          const request = asked[(at * 7) % asked.length];
          return request && judge(await caller.request(request.bytes), request.at);
        }),
      );
      for (const caller of callers) caller.close();
      expect(outcomes).toEqual(Array(CALLERS).fill('ok'));
    },
    LIMIT_MS,
  );

  test(
    'is cut off by kill -9, and after a restart gives the same answers on the same port',
    async () => {
      const port = freePort();
      const first = await start(port);
      const judge = createJudge();
      const asked = await mix(['chart', 'known-question'], { count: 10, host: `127.0.0.1:${port}` });
      const load = startLoad(first.url, { judge, asked, callers: 16 });
      await load.reaches(() => (load.counts.get('ok') ?? 0) >= 60);
      first.signal('SIGKILL');
      await load.reaches(() => (load.counts.get('broken') ?? 0) >= 16);
      const before = load.counts.get('ok') ?? 0;
      await using _second = await start(port);
      await load.reaches(() => (load.counts.get('ok') ?? 0) >= before + 60);
      await load.stop();
      // Nothing but whole answers and lost connections: no fault, no half answer, no answer to something else.
      expect([...load.counts.keys()].sort()).toEqual(['broken', 'ok']);
    },
    LIMIT_MS,
  );

  test(
    'answers everything that was sent before SIGTERM, then ends with code 0',
    async () => {
      await using server = await start();
      const judge = createJudge();
      const asked = await mix(['chart', 'new-question'], { count: 200, host: new URL(server.url).host });
      const load = startLoad(server.url, { judge, asked, callers: 24 });
      await load.reaches(() => (load.counts.get('ok') ?? 0) >= 50);
      const underWay = load.underWay();
      server.signal('SIGTERM');
      expect(await underWay).toEqual(Array(24).fill('ok'));
      expect(await server.exited).toBe(0);
      await load.reaches(() => (load.counts.get('broken') ?? 0) >= 24);
      await load.stop();
      expect([...load.counts.keys()].filter((outcome) => !['ok', 'broken', 'refused'].includes(outcome))).toEqual([]);
    },
    LIMIT_MS,
  );
});

type Load = {
  /** By outcome. */
  readonly counts: ReadonlyMap<string, number>;
  /** Resolves when the condition holds after an answer. */
  reaches(holds: () => boolean): Promise<void>;
  /** How the requests end that are under way now. */
  underWay(): Promise<string[]>;
  stop(): Promise<void>;
};

/** Callers who ask without a pause, each on a connection of his own, and come back after a moment when it is lost. */
function startLoad(
  url: string,
  { judge, asked, callers }: { judge: Judge; asked: readonly Asked[]; callers: number },
): Load {
  const counts = new Map<string, number>();
  const waiting = new Set<{ holds: () => boolean; resolve: () => void }>();
  const current: Promise<string>[] = [];
  let [turn, isOver] = [0, false];
  const call = async (connection: HttpConnection): Promise<string> => {
    const request = asked[turn++ % asked.length];
    return request ? judge(await connection.request(request.bytes), request.at) : 'none';
  };
  const caller = async (place: number): Promise<void> => {
    const connection = new HttpConnection(url);
    while (!isOver) {
      current[place] = call(connection);
      const outcome = await current[place];
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      for (const wish of waiting) if (wish.holds()) wish.resolve();
      if (outcome === 'broken') await Bun.sleep(PAUSE_MS);
    }
    connection.close();
  };
  const running = Array.from({ length: callers }, (_, place) => caller(place));
  return {
    counts,
    reaches(holds) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wish = { holds, resolve };
      waiting.add(wish);
      if (holds()) resolve();
      return promise.finally(() => waiting.delete(wish));
    },
    underWay: () => Promise.all([...current]),
    async stop() {
      isOver = true;
      await Promise.all(running);
    },
  };
}
