// The service as its users run it: a child process on a free port, with nothing of this process's environment but what is
// given. It is killed when it is disposed, whatever state it is in.

import path from 'node:path';
import { readUsage, type Usage } from './usage.ts';

export type ServerSettings = Readonly<Record<string, string>>;

export type RunningServer = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to its word that it listens and every worker has answered. */
  readonly readyMs: number;
  /** Resolves with the exit code, undefined after a signal. */
  readonly exited: Promise<number>;
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
  usage(): Usage | undefined;
};

const STDERR_SHOWN = 2000;

/** Rejects with what the process said when it ends before it is ready. */
export async function startServer(
  settings: ServerSettings,
  options: { root: string; port?: number },
): Promise<RunningServer> {
  const startedAt = performance.now();
  const { root, port = 0 } = options;
  const child = Bun.spawn([process.execPath, path.join(root, 'src', 'main.ts'), 'serve', '--port', String(port)], {
    cwd: root,
    env: { RAG_LOG_LEVEL: 'error', ...settings },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const said = new Response(child.stderr).text();
  const url = await waitForAddress(child.stdout);
  if (url === undefined) {
    child.kill('SIGKILL');
    throw new Error(`The service ended before it was ready: ${(await said).slice(-STDERR_SHOWN)}`);
  }
  const readyMs = performance.now() - startedAt;
  return {
    url,
    readyMs,
    pid: child.pid,
    exited: child.exited,
    signal: (name) => child.kill(name),
    usage: () => readUsage(child.pid),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await child.exited;
    },
  };
}

/** Goes on reading after the address was found: a full pipe would stop the service. */
function waitForAddress(stream: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of stream) {
      text = (text + decoder.decode(chunk, { stream: true })).slice(-STDERR_SHOWN);
      const url = /listens on (http:\S+)\s/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    }
    resolve(undefined);
  };
  read().catch(() => resolve(undefined));
  return promise;
}
