// The doctor on Redis or Upstash: does it answer within a second, and may it be written.

import { probeStore } from '../../composition/probe-store.ts';
import { toServiceError } from '../../kernel/errors.ts';
import type { Finding, Scene } from './finding.ts';

const CHECK = 'redis';
const TIMEOUT_MS = 1000;

/** A cache that is away never fails a request, so it is a warning. */
export async function checkStore({ config }: Pick<Scene, 'config'>): Promise<readonly Finding[]> {
  try {
    const proof = await probeStore(config, { timeoutMs: TIMEOUT_MS });
    if (!proof) return [{ check: CHECK, status: 'ok', found: 'none configured: caches and sessions stay in memory' }];
    const tookMs = Math.round(proof.tookMs);
    const found = `${proof.name} answers and takes writes, ${tookMs} ms with the connection`;
    return [
      { check: CHECK, status: 'ok', found },
      ...(config.cacheKey === undefined ? [warnUnsealed(proof.name)] : []),
    ];
  } catch (thrown) {
    const { code, message } = toServiceError(thrown);
    if (code === 'bad_config') throw thrown;
    const advice = 'start it, or correct address, user and password; until then every request goes without it';
    return [{ check: CHECK, status: 'warn', found: message, advice }];
  }
}

function warnUnsealed(name: string): Finding {
  return {
    check: CHECK,
    status: 'warn',
    found: `no secret: whoever reads ${name} can try whether a chart has answers there`,
    advice: 'set RAG_CACHE_KEY, the same on every replica',
  };
}
