// Every metric, declared once: name with its unit, help, closed labels, and for a histogram its buckets with their
// reason. Nothing is recorded here; `prometheus.ts` and `export-dogstatsd.ts` record what is declared.

export type Family = { readonly name: string; readonly help: string; readonly labels: readonly string[] };
export type HistogramFamily = Family & { readonly buckets: readonly number[] };

/** Durations in seconds. */
export const HISTOGRAMS = {
  /** Half a millisecond is the goal without a question, tens of milliseconds are a model run, 1 s is the default
   * deadline and 30 s the longest; between them one edge per doubling or so, where alerts are set. */
  request: {
    name: 'quintet_request_duration_seconds',
    help: 'Time to answer a request, by route template.',
    labels: ['route'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  /** Facts and packing take tens of microseconds; the embedding stage waits for a run and ends at a deadline. */
  stage: {
    name: 'quintet_stage_duration_seconds',
    help: 'Time of one stage of a prefetch.',
    labels: ['stage'],
    buckets: [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
  },
  /** A source searches in 20 microseconds to a few milliseconds; with a question it also waits for the embedding. */
  source: {
    name: 'quintet_source_duration_seconds',
    help: 'Time of one source, its wait for the embedding included.',
    labels: ['source'],
    buckets: [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
  },
  /** Zero while a worker is idle; one run is about 30 ms, so the edges say how many runs a job stood behind. */
  queueWait: {
    name: 'quintet_queue_wait_seconds',
    help: 'Time that a job waited for a worker.',
    labels: [],
    buckets: [0.0005, 0.005, 0.015, 0.03, 0.06, 0.12, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  /** Native runs start at 3 ms, WASM runs of a question take 13 to 40 ms, a full window of tokens up to a second; ten
   * seconds is a hung worker. */
  inference: {
    name: 'quintet_inference_duration_seconds',
    help: 'Time of one model run in a worker.',
    labels: [],
    buckets: [0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.1, 0.2, 0.5, 1, 2.5, 10],
  },
  /** 30 to 100 microseconds for a question; milliseconds only for a document. */
  tokenization: {
    name: 'quintet_tokenization_duration_seconds',
    help: 'Time to turn one text into token ids.',
    labels: [],
    buckets: [0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.0025, 0.01, 0.05],
  },
} as const satisfies Record<string, HistogramFamily>;

export const COUNTERS = {
  requests: {
    name: 'quintet_requests_total',
    help: 'Requests answered, by route template and HTTP status.',
    labels: ['route', 'status'],
  },
  sourceAnswers: {
    name: 'quintet_source_answers_total',
    help: 'Answers of sources by status.',
    labels: ['source', 'status'],
  },
  degraded: {
    name: 'quintet_degraded_sources_total',
    help: 'Answers of sources that were partial, late, failed or unavailable, by reason.',
    labels: ['source', 'status', 'reason'],
  },
  tokens: {
    name: 'quintet_inference_tokens_total',
    help: 'Tokens that went through the model.',
    labels: [],
  },
  truncations: {
    name: 'quintet_truncations_total',
    help: 'Texts that were longer than the model reads and lost their end in the vector lane.',
    labels: [],
  },
  cache: {
    name: 'quintet_cache_lookups_total',
    help: 'Lookups by cache, tier and result.',
    labels: ['cache', 'tier', 'result'],
  },
  workerStops: {
    name: 'quintet_worker_stops_total',
    help: 'Workers that ended, by reason; every reason but shutdown is followed by a restart.',
    labels: ['reason'],
  },
  refused: {
    name: 'quintet_jobs_refused_total',
    help: 'Jobs refused because the queue was full, by lane.',
    labels: ['lane'],
  },
  retried: {
    name: 'quintet_jobs_retried_total',
    help: 'Jobs given to a second worker after the first one died.',
    labels: [],
  },
  breakerChanges: {
    name: 'quintet_breaker_changes_total',
    help: 'Changes of circuit breakers, by the state they went to.',
    labels: ['breaker', 'state'],
  },
  faults: {
    name: 'quintet_faults_total',
    help: 'Faults that were caught and not passed on, by place.',
    labels: ['where'],
  },
} as const satisfies Record<string, Family>;

/** Read when somebody looks, never kept. */
export const GAUGES = {
  queueDepth: { name: 'quintet_queue_depth', help: 'Jobs that wait for a worker, by lane.', labels: ['lane'] },
  workers: { name: 'quintet_workers', help: 'Workers by life.', labels: ['life'] },
  inFlight: { name: 'quintet_requests_in_flight', help: 'Requests being answered now.', labels: [] },
  cacheEntries: {
    name: 'quintet_cache_entries',
    help: 'Entries of a cache in this process.',
    labels: ['cache', 'tier'],
  },
  cacheBytes: { name: 'quintet_cache_bytes', help: 'Bytes of a cache in this process.', labels: ['cache', 'tier'] },
  breakers: {
    name: 'quintet_breaker_state',
    help: '1 for the state that a circuit breaker is in, 0 for the others.',
    labels: ['breaker', 'state'],
  },
  identity: {
    name: 'quintet_info',
    help: 'Always 1; the labels say which program, pack, model and device answer.',
    labels: ['version', 'pack', 'pack_version', 'model', 'model_revision', 'device'],
  },
  residentBytes: { name: 'process_resident_memory_bytes', help: 'Resident memory of the process.', labels: [] },
  startTime: {
    name: 'process_start_time_seconds',
    help: 'When the process started, in seconds since 1970.',
    labels: [],
  },
} as const satisfies Record<string, Family>;

/** Grows like a counter, and is read like a gauge. */
export const CPU_SECONDS = {
  name: 'process_cpu_seconds_total',
  help: 'CPU time of the process, user and system.',
  labels: [],
} as const satisfies Family;

export type HistogramName = keyof typeof HISTOGRAMS;
export type CounterName = keyof typeof COUNTERS;
export type GaugeName = keyof typeof GAUGES;

export type GaugeSample = { readonly gauge: GaugeName; readonly labels: readonly string[]; readonly value: number };

/** Handles are taken once, at start. Label values come in the order of the declaration. Handles never throw. */
export type MetricSink = {
  counter(name: CounterName): (labels: readonly string[], amount: number) => void;
  histogram(name: HistogramName): (labels: readonly string[], value: number) => void;
};
