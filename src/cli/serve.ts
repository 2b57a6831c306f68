// `quintet serve`: listens, says what it loaded, and drains when it is asked to stop.

import packageJson from '../../package.json' with { type: 'json' };
import { beginEngines } from '../composition/begin-engines.ts';
import { readConfig } from '../config.ts';
import type { Service } from '../service.ts';
import type { CliContext } from './context.ts';
import { createDownloadProgress, createProgress } from './progress.ts';

/** Bun closes a connection without bytes after this many seconds, its longest; deadlines are shorter. */
const IDLE_TIMEOUT_SECONDS = 255;

/** Long enough for a busy event loop to read what has arrived, short beside any grace period. */
const LAST_READ_MS = 250;

export type ServeOptions = { port?: string; host?: string };

/** Resolves when the service has stopped. Rejects with `bad_config` or `bad_pack` before anything listens. */
export async function serve(context: CliContext, options: ServeOptions): Promise<void> {
  const startedAt = performance.now();
  const environment = {
    ...context.environment,
    ...(options.port ? { RAG_PORT: options.port } : {}),
    ...(options.host ? { RAG_HOST: options.host } : {}),
  };
  const config = readConfig(environment, context.machine);
  using begun = beginEngines(config, { root: context.root });
  // Not a static import: what engines wait for is under way while the program's files are read.
  const { openService } = await import('../service.ts');
  const progress = createProgress(context, 'Embedding the pack');
  await using service = await openService(config, {
    root: context.root,
    begun,
    version: packageJson.version,
    onVectorProgress: progress,
    onDownload: createDownloadProgress(context),
    log: { isTerminal: context.isTerminal, write: context.write },
  });
  const server = Bun.serve({
    hostname: config.host,
    port: config.port,
    idleTimeout: IDLE_TIMEOUT_SECONDS,
    fetch: service.fetch,
  });
  try {
    await Promise.race([service.ready(), aborted(context.stop)]);
    if (!context.stop.aborted) announce(context, { service, url: server.url, readyMs: performance.now() - startedAt });
    await aborted(context.stop);
    service.startDraining();
    // What was sent before the signal may still lie unread in a socket, and Bun closes sockets that look idle.
    await Bun.sleep(LAST_READ_MS);
    await drain(server, config.drainSeconds);
  } finally {
    await server.stop(true);
  }
}

function announce(context: CliContext, options: { service: Service; url: URL; readyMs: number }): void {
  const { service, url, readyMs } = options;
  const { pack } = service.index;
  const { id, dimension } = service.embedder.descriptor;
  context.print(`quintet ${packageJson.version} listens on ${url.origin}`);
  context.print(
    `  pack    ${pack.name} ${pack.version}, ${pack.itemCount} items, ${[...pack.sources.keys()].join(', ')}${service.index.hasVectors ? '' : ' (vectors are being built: lexical until then)'}`,
  );
  context.print(`  model   ${id}, ${dimension} dimensions`);
  context.print(`  device  ${describeDevice(service)}`);
  context.print(`  ready   in ${(readyMs / 1000).toFixed(2)} s`);
  context.print(
    `  try     curl -s ${url.origin}/v1/prefetch -H 'content-type: application/json' -d '{"locale":"en","theme":"career","question":"Should I change my job?","saju":{"dayMaster":"甲"},"astro":{"sun":"leo","moon":"pisces"}}'`,
  );
}

/** How many of what, and why not something else. */
function describeDevice({ device, embedder }: Service): string {
  const { chosen, asked, reason } = device();
  const count = embedder.state().workers.length;
  const workers = count === 0 ? '' : `, ${count} worker${count === 1 ? '' : 's'}, offline`;
  return `${chosen}${workers} (RAG_DEVICE=${asked}: ${reason})`;
}

/** Gives running requests their time; what is still open then is closed. */
async function drain(server: Bun.Server<undefined>, seconds: number): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, seconds * 1000);
  await Promise.race([server.stop(), timeout.promise]);
  clearTimeout(timer);
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
