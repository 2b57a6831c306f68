// Settings of the caches: how much memory, which remote store, for how long.

import { choiceSetting, listSetting, numberSetting, switchSetting, textSetting, urlSetting } from './kinds.ts';
import type { Machine } from './machine.ts';

const MIB = 2 ** 20;
/** Of the memory limit, for the default of each cache: beside model and workers, all of them fit half a GiB. */
const CACHE_SHARE = 0.06;

function fitCache({ memoryBytes }: Machine): number {
  return Math.max(8, Math.min(64, Math.floor((memoryBytes * CACHE_SHARE) / MIB)));
}

export const CACHING_SETTINGS = {
  cacheMib: numberSetting({
    names: ['RAG_CACHE_MIB'],
    default: fitCache,
    shown: '64, at most 6 % of memory',
    min: 1,
    max: 65_536,
    doc: 'Memory for each of the vector and the result cache. Low forgets early, high may pass the container.',
  }),
  cacheTtlSeconds: numberSetting({
    names: ['RAG_CACHE_TTL_SECONDS'],
    default: 86_400,
    min: 1,
    max: 31_536_000,
    doc: 'Life of a cached vector or answer. Short computes again, long keeps what nobody asks for.',
  }),
  cacheTimeoutMs: numberSetting({
    names: ['RAG_CACHE_TIMEOUT_MS'],
    default: 30,
    min: 1,
    max: 10_000,
    doc: 'Most that a remote cache may delay a request. Low misses under load, high makes a sick Redis felt.',
  }),
  isCachingResults: switchSetting({
    names: ['RAG_CACHE_RESULTS'],
    default: true,
    doc: '`0` keeps no whole answers, in memory or Redis.',
  }),
  redisUrls: listSetting({
    names: ['REDIS_URL'],
    doc: 'Plain Redis for caches and sessions (`redis://`, `rediss://`); several nodes of a cluster by comma.',
  }),
  upstashUrl: urlSetting({
    names: ['UPSTASH_REDIS_REST_URL'],
    protocols: ['https:', 'http:'],
    doc: 'Upstash Redis over REST, with its token below.',
  }),
  upstashToken: textSetting({
    names: ['UPSTASH_REDIS_REST_TOKEN'],
    default: undefined,
    doc: 'Token of the Upstash database.',
  }),
  cacheKey: textSetting({
    names: ['RAG_CACHE_KEY'],
    default: undefined,
    doc: 'Secret that seals answers and sessions in Redis; replicas must share it.',
  }),
  vectorFormat: choiceSetting({
    names: ['RAG_CACHE_VECTORS'],
    choices: ['f32', 'f16'],
    default: 'f32',
    doc: 'How Redis keeps vectors; `f16` halves them and moves a cosine by about 0.0005.',
  }),
};
