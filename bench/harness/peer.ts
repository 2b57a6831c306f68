// Starts the old design (`bench/peers`) as a child process. Where its packages are missing it says so and nothing fails.

import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BenchContext } from './bench.ts';
import { readUsage, type Usage } from './usage.ts';

export type PeerBackend = 'onnx' | 'torch';

type Running = {
  readonly isRunning: true;
  readonly url: string;
  /** Model, backend, threads and sizes, as the service itself tells them. */
  readonly description: string;
  /** How many tokens its six texts have for this body, as words. */
  tokens(body: string): Promise<string>;
  usage(): Usage | undefined;
};
export type Peer = AsyncDisposable & (Running | { readonly isRunning: false; readonly reason: string });

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
  { python, backend }: { python: string; backend: PeerBackend },
): Promise<Peer> {
  const port = freePort();
  const script = path.join(root, FOLDER, 'server.py');
  const child = Bun.spawn([python, script, '--port', String(port), '--backend', backend, '--pack', pack], {
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
    description: `model ${health.model}, ${health.encodes} encodes, ${health.edges} edges, ${health.threads} thread(s) a run, pool of ${health.pool_workers}`,
    usage: () => readUsage(child.pid),
    async tokens(body) {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/tokens`, { method: 'POST', headers, body });
      return Object.values((await response.json()) as Record<string, number>).join(', ');
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
