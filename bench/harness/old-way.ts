// The old design's way of asking on our engine and pack: six texts, two of them constants, encoded for every prefetch with
// no cache, by five sources that share nothing but the model. Only for comparison; `bench/peers` is the design itself.

import { composeEmbedder, openEngine } from '../../src/composition/open-embedding.ts';
import { deriveFacts } from '../../src/destiny/facts.ts';
import type { RandomChart } from '../../src/destiny/random-chart.ts';
import type { Embedder } from '../../src/embedding/ports.ts';
import { SILENT } from '../../src/kernel/events.ts';
import type { Locale } from '../../src/kernel/locale.ts';
import type { PackIndex } from '../../src/search/pack-index.ts';
import { createSources } from '../../src/sources/create-sources.ts';
import type { Source, SourceRequest } from '../../src/sources/source.ts';
import { segment } from '../../src/text/segment.ts';
import type { BenchContext } from './bench.ts';
import { benchConfig } from './open-service.ts';

export type OldCall = {
  readonly chart: RandomChart;
  readonly question: string;
  readonly theme: string;
  readonly locale: Locale;
};

const CONSTANTS = [
  'advice in the manner of analytical psychology: meet the shadow and the anima, listen to dreams and symbols, follow the path of individuation',
  'advice in the manner of the Stoics: tell apart what is in our power and what is not, and calmly do the task that belongs to this day',
];

/** Texts by source, written to the lengths of the old design (27 to 80 tokens). */
export function oldTexts({ chart, question, theme }: OldCall): ReadonlyMap<string, readonly string[]> {
  const { saju, astro } = chart;
  const pillars = [saju.yearPillar, saju.monthPillar, saju.dayPillar, saju.timePillar]
    .map((pillar) => JSON.stringify(pillar ?? '').replaceAll(/[^a-z]+/gi, ' '))
    .join(' ')
    .slice(0, 90);
  const signs = ['sun', 'moon', 'venus', 'mars'].map((body) => `${body} ${signOf(astro, body)}`).join(', ');
  return new Map([
    ['graph', [`${question} how the pillars ${pillars} and ${signs} are related and what they mean`]],
    ['corpus', [`${question} words of wisdom that comfort and strengthen a person troubled about ${theme}`]],
    ['persona', CONSTANTS],
    ['domain', [`${question} ${theme}: what a person with ${signs} should know and be careful about in ${theme}`]],
    ['cross', [`cross analysis of the pillars ${pillars} and the astrology chart: ${signs}`]],
  ]);
}

function signOf(astro: RandomChart['astro'], body: string): string {
  const placed = (astro as Readonly<Record<string, unknown>>)[body];
  if (typeof placed === 'string') return placed;
  return typeof placed === 'object' && placed !== null && 'sign' in placed ? String(placed.sign) : '';
}

/** Workers and model of their own, and no cache. */
export async function openBareEmbedder(
  context: BenchContext,
  { workers, parts }: { workers: number; parts: AsyncDisposableStack },
): Promise<Embedder> {
  const config = benchConfig(context, { RAG_EXECUTOR_WORKERS: String(workers) });
  const engine = await openEngine(config, { root: context.root, events: SILENT, parts });
  const embedder = composeEmbedder(engine, { events: SILENT });
  await embedder.ready();
  return embedder;
}

export type OldWay = (call: OldCall, mode: 'sequential' | 'parallel') => Promise<void>;

/** Throws when a source gives less than a whole answer. */
export function createOldWay(index: PackIndex, embedder: Embedder): OldWay {
  const sources = [...createSources(index).values()];
  return async (call, mode) => {
    const texts = oldTexts(call);
    const ask = (source: Source): Promise<void> =>
      askSource(source, { texts: texts.get(source.name) ?? [], call, index, embedder, mode });
    if (mode === 'parallel') await Promise.all(sources.map(ask));
    else for (const source of sources) await ask(source);
  };
}

type AskOptions = {
  texts: readonly string[];
  call: OldCall;
  index: PackIndex;
  embedder: Embedder;
  mode: 'sequential' | 'parallel';
};

async function askSource(source: Source, { texts, call, index, embedder, mode }: AskOptions): Promise<void> {
  const encode = async (text: string) => {
    const [result] = await embedder.embed([text], { kind: 'query', lane: 'query', truncate: true });
    return result?.vector;
  };
  const vectors = [];
  if (mode === 'parallel') vectors.push(...(await Promise.all(texts.map(encode))));
  else for (const text of texts) vectors.push(await encode(text));
  const { chart, theme, locale } = call;
  const found = index.theme(theme) ?? index.theme(index.pack.fallbackTheme);
  if (!found) throw new Error(`The pack has no theme "${theme}"`);
  const text = texts[0] ?? '';
  const request: SourceRequest = {
    facts: deriveFacts(chart).facts,
    theme: found,
    locale,
    question: { text, terms: new Set(segment(text)), embedding: Promise.resolve(vectors[0]) },
    limit: source.limit,
    signal: new AbortController().signal,
  };
  const outcome = await source.retrieve(request);
  if (outcome.status === 'partial') throw new Error(`The source "${source.name}" gave a partial answer`);
}
