// Metrics to a Datadog Agent over UDP. Samples are gathered here and sent every few seconds, so that a busy service
// sends a handful of datagrams and not one per event; an Agent that is away costs the service nothing.

import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock } from '../kernel/clock.ts';
import type { Events } from '../kernel/events.ts';
import { COUNTERS, type Family, GAUGES, HISTOGRAMS, type MetricSink } from './catalogue.ts';
import { type Line, packDatagrams, toDatadogName, toLines, toTags } from './dogstatsd-lines.ts';
import { type Readings, readGauges } from './readings.ts';
import { createSeries } from './series.ts';

export type DogstatsdOptions = {
  readonly host: string;
  readonly port: number;
  /** Tags of every metric, as `name:value`: env, service, version. */
  readonly tags: readonly string[];
  readonly readings: Readings;
  readonly clock: Clock;
  readonly events: Pick<Events, 'fault'>;
  /** Datadog keeps ten-second points; a longer interval leaves gaps, a shorter one only costs datagrams. */
  readonly everyMs?: number;
};

export type DogstatsdExport = AsyncDisposable & { readonly sink: MetricSink; flush(): Promise<void> };

/** Values of one series between two flushes; beyond it a fair sample is kept and its rate is told. */
const MAX_SAMPLES = 256;

type CounterSeries = { readonly tags: readonly string[]; amount: number };
type SampleSeries = { readonly tags: readonly string[]; readonly values: number[]; seen: number };

export function openDogstatsdExport(options: DogstatsdOptions): DogstatsdExport {
  const { clock, everyMs = 5_000 } = options;
  const { sink, drain } = createBuffer(options);
  const socket = createSocket(isIPv6(options.host) ? 'udp6' : 'udp4');
  const report = createReporter(options);
  // An Agent that is not there answers with ICMP, which arrives as an error of the socket.
  socket.on('error', report);
  socket.unref();
  let isConnected = false;
  const flush = async (): Promise<void> => {
    // Taken in any case, so that nothing piles up while the Agent's name does not resolve.
    const datagrams = packDatagrams(drain());
    try {
      if (!isConnected) await connect(socket, options);
      isConnected = true;
      await Promise.all(datagrams.map((datagram) => send(socket, datagram)));
    } catch (error) {
      report(error);
    }
  };
  let cancel = (): void => undefined;
  const schedule = (): void => {
    cancel = clock.after(everyMs, () => void flush().then(schedule));
  };
  schedule();
  return {
    sink,
    flush,
    async [Symbol.asyncDispose]() {
      cancel();
      await flush();
      cancel();
      socket.close();
    },
  };
}

/** Gathers counters and samples until `drain` takes them, with all gauges read at that moment. */
function createBuffer({ tags, readings }: DogstatsdOptions): { sink: MetricSink; drain(): string[] } {
  const drains: (() => Line[])[] = [];
  const keep = <T>(
    family: Family,
    make: (tags: readonly string[]) => T,
    drain: (name: string, kept: T[]) => Line[],
  ) => {
    const kept: T[] = [];
    const name = toDatadogName(family.name);
    drains.push(() => drain(name, kept));
    return createSeries(family.labels, (values) => {
      const series = make([...tags, ...toTags(family.labels, values)]);
      kept.push(series);
      return series;
    });
  };
  const sink: MetricSink = {
    counter(name) {
      const series = keep<CounterSeries>(COUNTERS[name], (own) => ({ tags: own, amount: 0 }), drainCounters);
      return (labels, amount) => {
        series(labels).amount += amount;
      };
    },
    histogram(name) {
      const series = keep<SampleSeries>(HISTOGRAMS[name], (own) => ({ tags: own, values: [], seen: 0 }), drainSamples);
      return (labels, value) => addSample(series(labels), value);
    },
  };
  const drainGauges = (): Line[] =>
    readGauges(readings).map(({ gauge, labels, value }) => {
      const own = toTags(GAUGES[gauge].labels, labels);
      return { name: toDatadogName(GAUGES[gauge].name), tags: [...tags, ...own], type: 'g', values: [value] };
    });
  return { sink, drain: () => [...drains.flatMap((drain) => drain()), ...drainGauges()].flatMap(toLines) };
}

function drainCounters(name: string, kept: CounterSeries[]): Line[] {
  return kept.flatMap((series): Line[] => {
    const { tags, amount } = series;
    series.amount = 0;
    return amount === 0 ? [] : [{ name, tags, type: 'c', values: [amount] }];
  });
}

function drainSamples(name: string, kept: SampleSeries[]): Line[] {
  return kept.flatMap((series): Line[] => {
    if (series.seen === 0) return [];
    const values = series.values.splice(0);
    const rate = values.length / series.seen;
    series.seen = 0;
    return [{ name, tags: series.tags, type: 'd', values, rate }];
  });
}

/** Reservoir sampling (Vitter, 1985, algorithm R): each value of the interval is as likely to be kept. */
function addSample(series: SampleSeries, value: number): void {
  series.seen += 1;
  if (series.values.length < MAX_SAMPLES) {
    series.values.push(value);
    return;
  }
  const place = Math.floor(Math.random() * series.seen);
  if (place < MAX_SAMPLES) series.values[place] = value;
}

/** The first fault of each kind is reported: an Agent that is away would otherwise be a fault every few seconds. */
function createReporter({ events }: DogstatsdOptions): (error: unknown) => void {
  const reported = new Set<string>();
  return (error) => {
    const kind = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (reported.has(kind)) return;
    reported.add(kind);
    events.fault({ where: 'export_dogstatsd', error });
  };
}

/** Connecting resolves the name once, where sending to a name would resolve it for each datagram. */
function connect(socket: Socket, { host, port }: DogstatsdOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('error', reject);
  socket.connect(port, host, () => {
    socket.off('error', reject);
    resolve();
  });
  return promise;
}

function send(socket: Socket, datagram: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.send(datagram, (error) => (error ? reject(error) : resolve()));
  return promise;
}
