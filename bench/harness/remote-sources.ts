// Sources that answer from far away, with a latency that is injected: one after the other costs the sum, at once the slowest.

import type { Embedder } from '../../src/embedding/ports.ts';
import { SYSTEM_CLOCK } from '../../src/kernel/clock.ts';
import { SILENT } from '../../src/kernel/events.ts';
import { createFactSet } from '../../src/kernel/facts.ts';
import { createPrefetch } from '../../src/prefetch/prefetch.ts';
import type { PrefetchRequest } from '../../src/prefetch/types.ts';
import type { Source, SourceOutcome } from '../../src/sources/source.ts';
import type { BenchContext, Table } from './bench.ts';
import { createLatency } from './latency.ts';

const LATENCIES_MS = { graph: 20, corpus: 35, persona: 50, domain: 65, cross: 80 };
const SLOWEST_MS = Math.max(...Object.values(LATENCIES_MS));
const SUM_MS = Object.values(LATENCIES_MS).reduce((sum, ms) => sum + ms, 0);
const ROUNDS = { full: 25, quick: 8, smoke: 2 };

const REQUEST: PrefetchRequest = {
  facts: createFactSet(['a=b']),
  theme: {
    name: 'life',
    label: { ko: '삶', en: 'life' },
    aliases: [],
    domain: undefined,
    isDomainOpen: false,
    emphasis: [],
  },
  locale: 'en',
  question: undefined,
  sources: undefined,
  limits: new Map(),
  deadlineMs: 2000,
  tokenBudget: 3000,
};

function createRemoteSource(name: string, latencyMs: number): Source {
  const outcome: SourceOutcome = {
    status: 'ok',
    items: [{ id: `${name}/1`, text: `from ${name}`, score: 1, tokens: 3 }],
  };
  return {
    name,
    limit: 1,
    async retrieve() {
      await Bun.sleep(latencyMs);
      return outcome;
    },
  };
}

/** `ratio`: a prefetch over all sources, against the slowest one alone. */
export async function measureRemote(context: BenchContext): Promise<{ table: Table; ratio: number }> {
  const sources = Object.entries(LATENCIES_MS).map(([name, ms]) => createRemoteSource(name, ms));
  const prefetch = createPrefetch({
    sources: new Map(sources.map((source) => [source.name, source])),
    // Without a question nothing is embedded.
    embedder: {} as Embedder,
    headings: new Map(),
    isDisabled: false,
    events: SILENT,
    clock: SYSTEM_CLOCK,
  });
  const [sequential, atOnce] = [createLatency(), createLatency()];
  const { signal } = new AbortController();
  for (let round = 0; round < context.pick(ROUNDS); round++) {
    const startedAt = performance.now();
    for (const source of sources) await source.retrieve({ ...REQUEST, question: undefined, limit: 1, signal });
    const between = performance.now();
    const answer = await prefetch(REQUEST, { signal });
    atOnce.record(performance.now() - between);
    sequential.record(between - startedAt);
    if (answer.isDegraded || answer.context.blocks.length !== sources.length)
      throw new Error('Found less than five sources');
  }
  const [one, all] = [sequential.summary(), atOnce.summary()];
  return {
    ratio: all.p50Ms / SLOWEST_MS,
    table: {
      title: `five remote sources of ${Object.values(LATENCIES_MS).join(', ')} ms (slowest ${SLOWEST_MS}, sum ${SUM_MS})`,
      columns: ['way', 'p50', 'p95'],
      rows: [
        ['one after the other', one.p50Ms, one.p95Ms],
        ['at once', all.p50Ms, all.p95Ms],
      ],
    },
  };
}
