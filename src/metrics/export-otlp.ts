// Traces to an OTLP/HTTP collector: the caller's trace is continued with one span per request, stage and source. The
// OpenTelemetry packages are loaded here and only when a trace export is opened, so that it costs nothing when it is off.

import type { Context, Span, Tracer } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Bar, Events, RequestTrace } from '../kernel/events.ts';
import type { Listener } from './observe.ts';
import { isQuietRoute } from './quiet-routes.ts';
import { isDegraded } from './record.ts';
import { parseTraceparent } from './traceparent.ts';

export type TraceExportOptions = {
  /** Whole URL of the collector, `/v1/traces` included (`tracesUrl` makes it of a base). */
  readonly url: string;
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** Share of traces that begin here; a trace that was begun elsewhere is kept or dropped as its caller decided. */
  readonly sampleShare: number;
  readonly events: Pick<Events, 'fault'>;
  /** Milliseconds since 1970. */
  wallNow(): number;
};

/** Spans are sent in batches in the background; disposal sends what is left. A collector that is away costs spans. */
export type TraceExport = AsyncDisposable & { readonly listener: Listener; flush(): Promise<void> };

/** Low drops spans in a burst, high keeps memory while a collector is away: 2,048 spans are about 150 requests. */
const MAX_QUEUED_SPANS = 2048;
const EXPORT_TIMEOUT_MS = 5_000;

/** `OTEL_EXPORTER_OTLP_ENDPOINT` is a base to which the signal's path is added (OTLP exporter specification). */
export function tracesUrl(base: string): string {
  return `${base.replace(/\/+$/, '')}/v1/traces`;
}

export async function openTraceExport(options: TraceExportOptions): Promise<TraceExport> {
  const [api, sdk, { resourceFromAttributes }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const exporter = reportFaults(new OTLPTraceExporter({ url: options.url, timeoutMillis: EXPORT_TIMEOUT_MS }), options);
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.serviceName,
      'service.version': options.serviceVersion,
    }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(options.sampleShare) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({ exporter, maxQueueSize: MAX_QUEUED_SPANS, exportTimeoutMillis: EXPORT_TIMEOUT_MS }),
    ],
  });
  const tracer = provider.getTracer('quintet', options.serviceVersion);
  return {
    listener: {
      request(event) {
        const { trace, route } = event;
        if (trace && !isQuietRoute(route)) traceRequest(event, { api, tracer, trace, endedAt: options.wallNow() });
      },
    },
    // Both reject for a collector that is away, which `reportFaults` has told by then.
    flush: async () => void (await Promise.allSettled([provider.forceFlush()])),
    [Symbol.asyncDispose]: async () => void (await Promise.allSettled([provider.shutdown()])),
  };
}

type RequestEvent = Parameters<Events['request']>[0];
type Api = typeof import('@opentelemetry/api');
type TraceRequestOptions = { api: Api; tracer: Tracer; trace: RequestTrace; endedAt: number };

/** Spans are made after the fact, from the timings that travelled with the answer: nothing is held while it is made. */
function traceRequest(event: RequestEvent, { api, tracer, trace, endedAt }: TraceRequestOptions): void {
  const { route, status, durationMs, method = 'HTTP' } = event;
  const parent = parseTraceparent(trace.traceparent);
  const root = parent ? api.trace.setSpanContext(api.ROOT_CONTEXT, { ...parent, isRemote: true }) : api.ROOT_CONTEXT;
  const startTime = endedAt - durationMs;
  const attributes = {
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
    'quintet.request_id': trace.requestId,
  };
  const span = tracer.startSpan(`${method} ${route}`, { kind: api.SpanKind.SERVER, startTime, attributes }, root);
  if (span.isRecording()) {
    const within = api.trace.setSpan(root, span);
    for (const bar of trace.bars) traceBar(bar, { api, tracer, within, startTime });
  }
  if (status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
  span.end(endedAt);
}

type TraceBarOptions = { api: Api; tracer: Tracer; within: Context; startTime: number };

function traceBar(bar: Bar, { api, tracer, within, startTime }: TraceBarOptions): void {
  const begunAt = startTime + bar.startMs;
  const attributes = {
    'quintet.kind': bar.kind,
    ...(bar.status === undefined ? {} : { 'quintet.status': bar.status }),
    ...(bar.reason === undefined ? {} : { 'quintet.reason': bar.reason }),
  };
  const name = bar.kind === bar.name ? bar.name : `${bar.kind} ${bar.name}`;
  const span: Span = tracer.startSpan(name, { startTime: begunAt, attributes }, within);
  if (isDegraded(bar.status ?? '')) span.setStatus({ code: api.SpanStatusCode.ERROR });
  span.end(begunAt + bar.durationMs);
}

/** OpenTelemetry keeps failed exports to itself; here they are faults. */
function reportFaults(exporter: SpanExporter, { events }: Pick<TraceExportOptions, 'events'>): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error) events.fault({ where: 'export_otlp', error: result.error });
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
