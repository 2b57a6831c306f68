// What the charts draw: a value a second since the page was opened, ten minutes at most. A lost second is a gap, not a zero.

import type { DashboardSnapshot } from '../http/dashboard-snapshot.ts';

const MAX_POINTS = 600;

export const PERCENTILES = ['p50', 'p95', 'p99'] as const;
export type Percentile = (typeof PERCENTILES)[number];

type Times = Readonly<Record<Percentile, number>>;
type Point = { readonly at: number; readonly rate: number | null; readonly sources: ReadonlyMap<string, Times> };
export type Series = readonly (number | null)[];

export class History {
  readonly #points: Point[] = [];
  #previous: { at: number; total: number; cpu: number } | undefined;
  /** Requests of the last second, per second. */
  rate: number | null = null;
  /** Of one core. */
  cpuShare: number | null = null;

  add({ stats }: DashboardSnapshot): void {
    const at = Date.parse(stats.at) / 1000;
    const { requests_total: total, cpu_seconds: cpu } = stats.now;
    const before = this.#previous;
    // A stream that was opened anew may begin with a snapshot that is known.
    if (before?.at === at) return;
    // A total that fell is another process.
    const isSame = before !== undefined && total >= before.total && cpu >= before.cpu && at > before.at;
    this.rate = isSame ? (total - before.total) / (at - before.at) : null;
    this.cpuShare = isSame ? (cpu - before.cpu) / (at - before.at) : null;
    this.#previous = { at, total, cpu };
    const [minute] = stats.windows;
    const sources = Object.entries(minute?.sources ?? {}).map(([name, timing]): [string, Times] => [
      name,
      { p50: timing.p50_ms, p95: timing.p95_ms, p99: timing.p99_ms },
    ]);
    this.#push({ at, rate: this.rate, sources: new Map(sources) });
  }

  /** From here the next values belong to another connection. */
  interrupt(): void {
    this.#previous = undefined;
    this.rate = null;
    this.cpuShare = null;
    const last = this.#points.at(-1);
    if (last) this.#push({ at: last.at + 1, rate: null, sources: new Map() });
  }

  get times(): number[] {
    return this.#points.map(({ at }) => at);
  }

  get rates(): Series {
    return this.#points.map(({ rate }) => rate);
  }

  latencies(source: string, percentile: Percentile): Series {
    return this.#points.map(({ sources }) => sources.get(source)?.[percentile] ?? null);
  }

  #push(point: Point): void {
    // Clocks of two servers may disagree; a chart needs times that rise.
    const last = this.#points.at(-1);
    if (last && point.at <= last.at) return;
    this.#points.push(point);
    if (this.#points.length > MAX_POINTS) this.#points.shift();
  }
}
