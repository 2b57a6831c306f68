// Reads REDIS_URL: one URL, or the nodes of a cluster. A fault names what is wrong and never the URL, which holds the password.

import { isIP } from 'node:net';
import { ServiceError } from '../kernel/errors.ts';

export type RedisAddress = {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly isCluster: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  /** The name that the certificate must have; undefined without TLS. */
  readonly tls: { readonly servername: string | undefined } | undefined;
};

const DEFAULT_PORT = 6379;

/** Several URLs are nodes of one cluster, and so is one URL with `?cluster=1`. Credentials are those of the first. */
export function parseRedisUrls(texts: readonly string[]): RedisAddress {
  const urls = texts.map(parseUrl);
  const first = urls[0];
  if (!first) throw new ServiceError('bad_config', 'REDIS_URL: found no address, expected at least one');
  const database = Number(first.pathname.slice(1) || '0');
  const isCluster = urls.length > 1 || first.searchParams.get('cluster') === '1';
  if (!Number.isInteger(database) || database < 0)
    throw new ServiceError('bad_config', 'REDIS_URL: found a path that is no number, expected /0, /1, ...');
  if (isCluster && database !== 0)
    throw new ServiceError('bad_config', `REDIS_URL: found database ${database}, expected 0 as clusters have no other`);
  return {
    nodes: urls.map((url) => ({ host: hostOf(url), port: Number(url.port || DEFAULT_PORT) })),
    isCluster,
    username: decodeURIComponent(first.username) || undefined,
    password: decodeURIComponent(first.password) || undefined,
    database,
    tls: first.protocol === 'rediss:' ? { servername: isIP(hostOf(first)) ? undefined : hostOf(first) } : undefined,
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'redis:' || url?.protocol === 'rediss:') return url;
  throw new ServiceError('bad_config', 'REDIS_URL: found something else, expected redis://host:port or rediss://');
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1';
}
