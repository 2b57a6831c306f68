// Opens metrics, logs and exporters as configured. It comes first, so what they read is handed in once it exists.

import type { Caches } from '../cache/open-caches.ts';
import type { Config } from '../config.ts';
import type { Embedder } from '../embedding/ports.ts';
import { SYSTEM_CLOCK } from '../kernel/clock.ts';
import type { JsonTarget } from '../metrics/export-json.ts';
import { tracesUrl } from '../metrics/export-otlp.ts';
import { type Metrics, openMetrics } from '../metrics/open-metrics.ts';
import { readProcess } from '../metrics/readings.ts';
import type { PackIndex } from '../search/pack-index.ts';
import type { DeviceReport } from './choose-device.ts';

/** The parts that metrics look at; filled in while the service is being put together. */
export type Observed = {
  embedder?: Embedder;
  caches?: Caches;
  index?: PackIndex;
  device?: () => DeviceReport;
  inFlight: number;
};

export type ObservationOptions = {
  readonly observed: Observed;
  readonly version: string;
  readonly log: { readonly isTerminal: boolean; write(text: string): void };
};

export function openObservation(config: Config, { observed, version, log }: ObservationOptions): Promise<Metrics> {
  const { statsFile, dogstatsdHost } = config;
  const url = config.otlpTracesUrl ?? (config.otlpUrl === undefined ? undefined : tracesUrl(config.otlpUrl));
  return openMetrics({
    clock: SYSTEM_CLOCK,
    wallNow: Date.now,
    log: { level: config.logLevel, ...log },
    statsExport:
      statsFile === undefined
        ? undefined
        : { target: statsTarget(statsFile, log), everyMs: config.statsSeconds * 1000 },
    dogstatsd:
      dogstatsdHost === undefined
        ? undefined
        : { host: dogstatsdHost, port: config.dogstatsdPort, tags: config.dogstatsdTags },
    traces:
      url === undefined
        ? undefined
        : {
            url,
            serviceName: config.serviceName,
            serviceVersion: version,
            sampleShare: config.traceSharePercent / 100,
          },
    readings: {
      pool: () => observed.embedder?.state(),
      caches: () =>
        (observed.caches?.state().tiers ?? []).flatMap(({ cache, tier, size }) =>
          size ? [{ cache, tier, ...size }] : [],
        ),
      breakers: () => {
        const remote = observed.caches?.state().remote;
        return remote ? { [remote.tier]: remote.breaker, [`${remote.tier}_write`]: remote.writeBreaker } : {};
      },
      inFlight: () => observed.inFlight,
      identity: () => identify(observed, version),
      process: readProcess,
    },
  });
}

function statsTarget(file: string, log: ObservationOptions['log']): JsonTarget {
  return file === '-' ? { writeLine: (line) => log.write(`${line}\n`) } : { file };
}

function identify({ index, embedder, device }: Observed, version: string) {
  if (!index || !embedder) return undefined;
  const { name, version: packVersion } = index.pack;
  const { id, revision } = embedder.descriptor;
  return {
    version,
    pack: name,
    packVersion,
    model: id,
    modelRevision: revision,
    device: device?.().chosen ?? 'unknown',
  };
}
