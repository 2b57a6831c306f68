// One replica as a process of its own: started, waited for until it is ready, drained or killed. It knows nothing of others.

import path from 'node:path';

const ROOT = path.join(import.meta.dir, '../..');
const START_LIMIT_MS = 60_000;
const PROBE_EVERY_MS = 25;

export type Instance = {
  readonly url: string;
  readonly pack: string;
  /** SIGTERM; the exit code when its running requests are answered. */
  drain(): Promise<number>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGSTOP: connections are taken and nothing answers. */
  freeze(): void;
  thaw(): void;
};

export type InstanceOptions = {
  readonly port: number;
  readonly pack: string;
  readonly environment: Readonly<Record<string, string>>;
};

/** Resolves when `/health/ready` says yes; rejects with what the process wrote when it ends before. */
export async function startInstance({ port, pack, environment }: InstanceOptions): Promise<Instance> {
  const child = Bun.spawn([process.execPath, 'src/main.ts', 'serve'], {
    cwd: ROOT,
    env: { ...process.env, ...environment, RAG_PORT: String(port), RAG_PACK: pack },
    stdout: 'ignore',
    stderr: 'pipe',
  });
  const url = `http://127.0.0.1:${port}`;
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  while (!(await isReady(url))) {
    if (child.exitCode !== null || child.signalCode !== null || limit.aborted) {
      child.kill('SIGKILL');
      throw new Error(`The replica on port ${port} does not start: ${await new Response(child.stderr).text()}`);
    }
    await Bun.sleep(PROBE_EVERY_MS);
  }
  return {
    url,
    pack,
    drain: () => {
      child.kill('SIGTERM');
      return child.exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await child.exited;
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch (error) {
    // Nothing listens yet.
    if (error instanceof Error) return false;
    throw error;
  }
}
