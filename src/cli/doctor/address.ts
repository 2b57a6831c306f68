// The doctor on the address: can it be listened on, by trying. Whoever holds it is not asked anything.

import { createServer } from 'node:net';
import { isLoopback } from '../../config.ts';
import { codeOf, type Finding, type Scene } from './finding.ts';

const CHECK = 'port';

const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there, perhaps a quintet: stop it or set RAG_PORT',
  EACCES: 'ports below 1024 need rights: set RAG_PORT to a higher one',
  EADDRNOTAVAIL: 'this machine has no such address: set RAG_HOST to one of its own, or 0.0.0.0 for all',
  ENOTFOUND: 'the name of RAG_HOST cannot be resolved: set it to an address',
};

export async function checkAddress({ config }: Pick<Scene, 'config'>): Promise<readonly Finding[]> {
  const { host, port, apiKeys } = config;
  const where = `${host}:${port}`;
  try {
    await listenOnce({ host, port });
  } catch (error) {
    const code = codeOf(error) ?? 'unknown';
    const advice = ADVICE[code];
    return [{ check: CHECK, status: 'fail', found: `${where}: ${code}`, ...(advice ? { advice } : {}) }];
  }
  const guard = apiKeys.length === 0 ? 'no key' : `${apiKeys.length} key${apiKeys.length === 1 ? '' : 's'}`;
  const reach = isLoopback(host) ? 'this machine only' : 'reachable from outside';
  return [{ check: CHECK, status: 'ok', found: `${where} is free, ${reach}, ${guard}` }];
}

function listenOnce({ host, port }: { host: string; port: number }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const server = createServer();
  server.once('error', reject);
  server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  return promise;
}
