// Settings of the service itself: where it listens, who may call, what it serves, how much at once.

import { listSetting, numberSetting, switchSetting, textSetting } from './kinds.ts';

export const SERVING_SETTINGS = {
  host: textSetting({
    names: ['RAG_HOST'],
    default: '127.0.0.1',
    doc: 'Address to listen on. A public one needs `RAG_API_KEY`.',
  }),
  port: numberSetting({
    names: ['RAG_PORT', 'PORT'],
    default: 8787,
    min: 0,
    max: 65535,
    doc: 'Port; 0 takes a free one.',
  }),
  apiKeys: listSetting({
    names: ['RAG_API_KEY', 'RAG_API_KEYS'],
    doc: 'Keys, by comma; any of them opens. Empty: no key is asked for.',
  }),
  corsOrigins: listSetting({
    names: ['RAG_CORS_ORIGINS'],
    doc: 'Origins whose pages may call, by comma. `*` allows all.',
  }),
  pack: textSetting({ names: ['RAG_PACK'], default: 'packs/destiny', doc: 'Pack folder.' }),
  dataDir: textSetting({
    names: ['RAG_DATA_DIR'],
    default: 'data',
    doc: 'Where indexes and vectors built at run time are kept.',
  }),
  isDisabled: switchSetting({
    names: ['RAG_DISABLE'],
    default: false,
    doc: '`1` answers every prefetch at once with `skipped` sources.',
  }),
  maxRequests: numberSetting({
    names: ['RAG_MAX_REQUESTS'],
    default: 512,
    min: 1,
    max: 100_000,
    doc: 'Requests at once; the next gets 429. Low refuses bursts, high lets memory grow.',
  }),
  maxBodyKib: numberSetting({
    names: ['RAG_MAX_BODY_KIB'],
    default: 1024,
    min: 1,
    max: 65_536,
    doc: 'Largest request body in KiB. Too low refuses batches of texts.',
  }),
  drainSeconds: numberSetting({
    names: ['RAG_DRAIN_SECONDS'],
    default: 10,
    min: 0,
    max: 600,
    doc: 'Time for running requests after SIGTERM. Must be below the grace period of the platform.',
  }),
  sessionTtlSeconds: numberSetting({
    names: ['RAG_SESSION_TTL_SECONDS'],
    default: 3600,
    min: 1,
    max: 2_592_000,
    doc: 'Life of a `/counselor/init` session. Short ends talks, long fills the store.',
  }),
};
