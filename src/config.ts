// Environment -> Config: every setting with its default, unit and what too low and too high do. Pure; reports every
// fault at once; nothing else in the service reads the environment. A test keeps the README's table equal to this.

import { ServiceError } from './kernel/errors.ts';
import {
  choiceSetting,
  type Environment,
  listSetting,
  numberSetting,
  type Setting,
  switchSetting,
  textSetting,
  urlSetting,
} from './settings.ts';

/** What the process found out about its machine (or container). */
export type Machine = { readonly cores: number; readonly memoryBytes: number };

const MIB = 2 ** 20;
const DEFAULT_WORKERS = 4;
/** Of the memory limit, for the default of each cache: beside model and workers, all of them fit half a GiB. */
const CACHE_SHARE = 0.06;

function defineSettings(machine: Machine) {
  const workers = Math.max(1, Math.min(DEFAULT_WORKERS, machine.cores));
  const cacheMib = Math.max(8, Math.min(64, Math.floor((machine.memoryBytes * CACHE_SHARE) / MIB)));
  return {
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
    model: textSetting({
      names: ['RAG_MODEL'],
      default: 'multilingual',
      doc: '`multilingual`, `english`, a folder in the transformers.js layout, or a hub id (`RAG_ALLOW_DOWNLOAD`).',
    }),
    isDownloadAllowed: switchSetting({
      names: ['RAG_ALLOW_DOWNLOAD'],
      default: false,
      doc: '`1` lets a hub id in `RAG_MODEL` be fetched once into `RAG_DATA_DIR`; afterwards it is used offline.',
    }),
    hubUrl: urlSetting({
      names: ['RAG_HUB_URL'],
      protocols: ['http:', 'https:'],
      doc: "Another hub with the same layout. Empty: transformers.js's own.",
    }),
    embeddingsUrl: urlSetting({
      names: ['RAG_EMBEDDINGS_URL'],
      protocols: ['http:', 'https:'],
      doc: 'Another Quintet, TEI or OpenAI-compatible server that embeds for this one; no workers are started.',
    }),
    embeddingsKey: textSetting({ names: ['RAG_EMBEDDINGS_KEY'], default: undefined, doc: 'Key of that server.' }),
    embeddingsModel: textSetting({
      names: ['RAG_EMBEDDINGS_MODEL'],
      default: undefined,
      doc: 'Its model, where it has several; refused when it serves another one.',
    }),
    queryPrompt: textSetting({
      names: ['RAG_EMBEDDINGS_QUERY_PROMPT'],
      default: '',
      doc: 'Put in front of questions, for servers that know no prompts (`query: ` for e5).',
    }),
    passagePrompt: textSetting({
      names: ['RAG_EMBEDDINGS_PASSAGE_PROMPT'],
      default: '',
      doc: 'Put in front of texts, for servers that know no prompts.',
    }),
    device: choiceSetting({
      names: ['RAG_DEVICE'],
      choices: ['auto', 'wasm', 'webgpu', 'cpu', 'cuda'],
      default: 'auto',
      doc: 'Where inference runs. `auto` takes a graphics device that has proved itself, else WASM. All but `wasm` need `bun run native:install`.',
    }),
    workers: numberSetting({
      names: ['RAG_EXECUTOR_WORKERS'],
      default: workers,
      shown: 'min(4, cores)',
      min: 1,
      max: 64,
      doc: 'Inference workers. Fewer than cores leave cores idle; more only cost memory (about 60 MB each).',
    }),
    threads: numberSetting({
      names: ['RAG_CPU_THREADS'],
      default: 1,
      min: 1,
      max: 256,
      doc: 'Threads of one native engine. WASM engines always have one.',
    }),
    isDisabled: switchSetting({
      names: ['RAG_DISABLE'],
      default: false,
      doc: '`1` answers every prefetch at once with `skipped` sources.',
    }),
    maxQueue: numberSetting({
      names: ['RAG_MAX_QUEUE'],
      default: 256,
      min: 1,
      max: 100_000,
      doc: 'Texts that may wait for a worker. Low refuses bursts, high makes everybody late.',
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
    cacheMib: numberSetting({
      names: ['RAG_CACHE_MIB'],
      default: cacheMib,
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
      doc: 'Life of a cached vector or answer.',
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
    sessionTtlSeconds: numberSetting({
      names: ['RAG_SESSION_TTL_SECONDS'],
      default: 3600,
      min: 1,
      max: 2_592_000,
      doc: 'Life of a `/counselor/init` session.',
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
    logLevel: choiceSetting({
      names: ['RAG_LOG_LEVEL'],
      choices: ['debug', 'info', 'warn', 'error', 'silent'],
      default: 'info',
      doc: 'Least level that is logged.',
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
    statsFile: textSetting({
      names: ['RAG_STATS_FILE'],
      default: undefined,
      doc: 'File for the statistics report as JSON; `-` writes lines to standard output.',
    }),
    statsSeconds: numberSetting({
      names: ['RAG_STATS_SECONDS'],
      default: 60,
      min: 1,
      max: 86_400,
      doc: 'Time between two statistics reports.',
    }),
    dogstatsdHost: textSetting({
      names: ['DD_AGENT_HOST'],
      default: undefined,
      doc: 'Host of a Datadog agent; metrics go there over UDP.',
    }),
    dogstatsdPort: numberSetting({
      names: ['DD_DOGSTATSD_PORT'],
      default: 8125,
      min: 1,
      max: 65535,
      doc: 'UDP port of the Datadog agent.',
    }),
    dogstatsdTags: listSetting({ names: ['DD_TAGS'], doc: 'Tags for every Datadog metric, by comma.' }),
    otlpTracesUrl: urlSetting({
      names: ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
      protocols: ['http:', 'https:'],
      doc: 'Where traces go over OTLP/HTTP, as it is. Empty: no traces, at no cost.',
    }),
    otlpUrl: urlSetting({
      names: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
      protocols: ['http:', 'https:'],
      doc: 'Base address of an OTLP collector, where the one above is not set.',
    }),
    serviceName: textSetting({
      names: ['OTEL_SERVICE_NAME'],
      default: 'quintet',
      doc: 'Name of the service in traces.',
    }),
    traceSharePercent: numberSetting({
      names: ['RAG_TRACE_PERCENT'],
      default: 100,
      min: 1,
      max: 100,
      doc: 'Share of new traces that are kept; callers that sampled decide for theirs.',
    }),
  };
}

type Settings = ReturnType<typeof defineSettings>;
export type Config = { readonly [K in keyof Settings]: Settings[K] extends Setting<infer T> ? T : never };

/** Reads the whole configuration; throws one `bad_config` that names every fault. */
export function readConfig(environment: Environment, machine: Machine): Config {
  const settings = defineSettings(machine);
  const faults: string[] = [];
  const values = Object.entries(settings).map(([key, setting]) => {
    const name = setting.names.find((candidate) => (environment[candidate] ?? '') !== '');
    const result = setting.read(name === undefined ? undefined : environment[name]);
    if ('value' in result) return [key, result.value];
    const found = setting.isPrivate ? 'a value that is not shown' : `"${environment[name ?? '']}"`;
    faults.push(`${name}: found ${found}, ${result.fault}`);
    return [key, undefined];
  });
  // Every key of the settings was read above, so the record is a Config once it has no faults.
  const config = Object.fromEntries(values) as Config;
  faults.push(...crossFaults(config));
  if (faults.length > 0)
    throw new ServiceError('bad_config', `The configuration has ${faults.length} fault(s):\n  ${faults.join('\n  ')}`);
  return config;
}

/** Faults of settings that are fine one by one. */
function crossFaults(config: Config): string[] {
  const faults: string[] = [];
  if (config.host !== undefined && !isLoopback(config.host) && config.apiKeys?.length === 0)
    faults.push(
      `RAG_HOST: found the public address "${config.host}" without a key, expected RAG_API_KEY to be set or a loopback address`,
    );
  if ((config.upstashUrl === undefined) !== (config.upstashToken === undefined))
    faults.push('UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN: found one, expected both or none');
  return faults;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Rows of the README's table. */
export function describeSettings(): { name: string; shownDefault: string; doc: string }[] {
  const machine = { cores: DEFAULT_WORKERS, memoryBytes: 2 ** 40 };
  return Object.values(defineSettings(machine)).map(({ names, shownDefault, doc }) => ({
    name: names.map((name) => `\`${name}\``).join(' / '),
    shownDefault,
    doc,
  }));
}
