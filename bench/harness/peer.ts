// Starts the old design (`bench/peers`) as a child process. Where its packages are missing it says so and nothing fails.

import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BenchContext } from './bench.ts';

export type PeerBackend = 'onnx' | 'torch';

export type TokenCounts = { readonly texts: readonly number[]; readonly question: number };

export type RunningPeer = {
  readonly isRunning: true;
  readonly url: string;
  readonly pid: number;
  /** Name of the model. */
  readonly model: string;
  /** Sizes of its work, as the service itself tells them. */
  readonly description: string;
  /** How many tokens its six texts and the bare question have for this body. */
  tokens(body: string): Promise<TokenCounts>;
};
export type Peer = AsyncDisposable & (RunningPeer | { readonly isRunning: false; readonly reason: string });

const FOLDER = path.join('bench', 'peers');
/** The first start embeds the whole pack. */
const READY_LIMIT_MS = 300_000;
const POLL_MS = 100;
const REASON_SHOWN = 300;

/** What `--python` names, or the virtual environment that lies in the folder of the peers. */
export function findPython({ root, python }: Pick<BenchContext, 'root' | 'python'>): string | undefined {
  const own = path.join(root, FOLDER, '.venv', 'bin', 'python');
  return python ?? (existsSync(own) ? own : undefined);
}

export async function startPeer(
  { root, pack }: BenchContext,
  { python, backend, threads }: { python: string; backend: PeerBackend; threads: number | 'default' },
): Promise<Peer> {
  const port = freePort();
  const script = path.join(root, FOLDER, 'server.py');
  // 0 leaves what the library sets by itself.
  const settings = ['--backend', backend, '--threads', threads === 'default' ? '0' : String(threads), '--pack', pack];
  const child = Bun.spawn([python, script, '--port', String(port), ...settings], {
    cwd: root,
    stdout: 'ignore',
    stderr: 'pipe',
    env: { PYTHONDONTWRITEBYTECODE: '1', PATH: path.dirname(python) },
  });
  const said = new Response(child.stderr).text();
  const url = `http://127.0.0.1:${port}`;
  const dispose = async (): Promise<void> => {
    child.kill('SIGKILL');
    await child.exited;
  };
  const health = await Promise.race([waitForHealth(url), child.exited.then(() => undefined)]);
  if (!health) {
    await dispose();
    const reason = (await said).trim().slice(-REASON_SHOWN) || 'it was not ready in time';
    return { isRunning: false, reason, [Symbol.asyncDispose]: dispose };
  }
  return {
    isRunning: true,
    url,
    model: String(health.model),
    description: `${health.encodes} encodes a prefetch, ${health.edges} edges, pool of ${health.pool_workers}`,
    pid: child.pid,
    async tokens(body) {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/tokens`, { method: 'POST', headers, body });
      return (await response.json()) as TokenCounts;
    },
    [Symbol.asyncDispose]: dispose,
  };
}

async function waitForHealth(url: string): Promise<Record<string, unknown> | undefined> {
  const endsAt = performance.now() + READY_LIMIT_MS;
  while (performance.now() < endsAt) {
    const response = await fetch(`${url}/health`).catch(() => undefined);
    if (response?.ok) return (await response.json()) as Record<string, unknown>;
    await Bun.sleep(POLL_MS);
  }
  return undefined;
}

function freePort(): number {
  const probe = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } });
  const { port } = probe;
  probe.stop(true);
  return port;
}
