// Debian's nginx in front of the replicas, with `ops/nginx.conf` as it stands but for ports. Writes only into a folder of
// its own, which is removed.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../test/fixtures/redis-server.ts';

export const NGINX = Bun.which('nginx') ?? Bun.which('/usr/sbin/nginx');
const SITE = path.join(import.meta.dir, '../nginx.conf');

export type Proxy = AsyncDisposable & { readonly url: string };

export async function startProxy(upstreamPorts: readonly number[]): Promise<Proxy> {
  if (NGINX === null) throw new Error('nginx is not installed');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quintet-nginx-'));
  const port = freePort();
  const file = path.join(folder, 'nginx.conf');
  await writeFile(file, wrap(await readSite({ port, upstreamPorts }), folder));
  const child = Bun.spawn([NGINX, '-p', folder, '-c', file], { stdout: 'ignore', stderr: 'inherit' });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await child.exited;
    await rm(folder, { recursive: true });
  };
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
    await Bun.sleep(10);
  }
  return { url, [Symbol.asyncDispose]: stop };
}

/** The site with the ports of this run. Throws when it does not list as many replicas as there are. */
async function readSite({ port, upstreamPorts }: { port: number; upstreamPorts: readonly number[] }): Promise<string> {
  let next = 0;
  const site = (await readFile(SITE, 'utf8'))
    .replace(/(?<=server 127\.0\.0\.1:)\d+/g, (found) => String(upstreamPorts[next++] ?? found))
    .replace(/(?<=listen 127\.0\.0\.1:)\d+/, String(port));
  if (next !== upstreamPorts.length)
    throw new Error(`ops/nginx.conf lists ${next} replicas, expected ${upstreamPorts.length}`);
  return site;
}

/** What a distribution's main file gives around a site. */
function wrap(site: string, folder: string): string {
  const user = os.userInfo().uid === 0 ? 'user root;' : '';
  const temps = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return `daemon off;
${user}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 256; }
http {
access_log off;
${temps.join('\n')}
${site}}
`;
}

async function listens(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data: () => undefined } });
    socket.end();
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
