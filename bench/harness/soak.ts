// A long mixed load on a service in a process of its own, and whether its memory grows: the slope of a straight line through
// the second half, by when caches have filled.

import { openLoadGenerator } from '../load/generator.ts';
import type { BenchContext, Figure, Table } from './bench.ts';
import { baseSettings } from './open-service.ts';
import type { RequestKind } from './requests.ts';
import { startServer } from './server.ts';

/** What a minute is made of: slices of one kind each, at rates that leave a machine of two cores half idle. */
const SLICES: readonly { readonly kind: RequestKind; readonly rate: number; readonly seconds: number }[] = [
  { kind: 'new-question', rate: 6, seconds: 4 },
  { kind: 'chart', rate: 150, seconds: 4 },
  { kind: 'repeated-chart', rate: 500, seconds: 2 },
];
const CYCLE_SECONDS = SLICES.reduce((sum, { seconds }) => sum + seconds, 0);
const CHARTS = 2000;

type Sample = { readonly hours: number; readonly rssMib: number };

export async function soak(
  context: BenchContext,
  { minutes }: { minutes: number },
): Promise<{ table: Table; figures: readonly Figure[] }> {
  await using server = await startServer({ ...baseSettings(context), RAG_EXECUTOR_WORKERS: '2' }, context);
  await using load = openLoadGenerator();
  const cycles = Math.max(2, Math.round((minutes * 60) / CYCLE_SECONDS));
  const samples: Sample[] = [];
  let answered = 0;
  const startedAt = performance.now();
  for (let cycle = 0; cycle < cycles; cycle++) {
    for (const { kind, rate, seconds } of SLICES) {
      const count = kind === 'new-question' ? Math.ceil(rate * seconds * cycles * 1.5) + 50 : CHARTS;
      const plan = { url: server.url, requests: { kind, seed: context.seed, count }, connections: 64 };
      const [report] = await load.run({ ...plan, phases: [{ name: kind, seconds, rate }] });
      answered += report?.counts.ok ?? 0;
    }
    const hours = (performance.now() - startedAt) / 3_600_000;
    samples.push({ hours, rssMib: server.usage()?.rssMib ?? Number.NaN });
    if (cycle % 6 === 0) context.say(`soak: ${(hours * 60).toFixed(1)} min, ${samples.at(-1)?.rssMib.toFixed(0)} MiB`);
  }
  const late = samples.slice(Math.floor(samples.length / 2));
  const slope = slopeOf(late);
  return {
    table: {
      title: `soak of ${minutes} min, 2 workers, ${answered} whole answers`,
      columns: ['first MiB', 'middle', 'last', 'slope of the second half, MiB/h'],
      rows: [[samples[0]?.rssMib ?? 0, late[0]?.rssMib ?? 0, samples.at(-1)?.rssMib ?? 0, slope]],
    },
    figures: [{ name: 'soak, slope', value: slope, unit: 'MiB/h', better: 'lower' }],
  };
}

/** Least squares. */
export function slopeOf(samples: readonly Sample[]): number {
  const mean = (pick: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const [x, y] = [mean(({ hours }) => hours), mean(({ rssMib }) => rssMib)];
  const over = samples.reduce((sum, { hours, rssMib }) => sum + (hours - x) * (rssMib - y), 0);
  const under = samples.reduce((sum, { hours }) => sum + (hours - x) ** 2, 0);
  return under === 0 ? 0 : over / under;
}
