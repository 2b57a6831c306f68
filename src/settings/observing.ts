// Settings of logs, statistics and traces.

import { choiceSetting, listSetting, numberSetting, textSetting, urlSetting } from './kinds.ts';

export const OBSERVING_SETTINGS = {
  logLevel: choiceSetting({
    names: ['RAG_LOG_LEVEL'],
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    doc: 'Least level that is logged.',
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
    doc: 'Time between two statistics reports. Short writes much, long tells late.',
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
