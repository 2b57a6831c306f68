import { beforeAll, describe, expect, test } from 'bun:test';
import { writeStableAnswer } from '../../src/destiny/answer.ts';
import { AnswerJson } from '../../src/destiny/answer-json.ts';
import { deriveFacts } from '../../src/destiny/facts.ts';
import { labelFact } from '../../src/destiny/labels.ts';
import { prefetchAnswer } from '../../src/destiny/prefetch-schema.ts';
import { randomChart } from '../../src/destiny/random-chart.ts';
import { SYSTEM_CLOCK } from '../../src/kernel/clock.ts';
import { SILENT } from '../../src/kernel/events.ts';
import { packContext } from '../../src/prefetch/pack-context.ts';
import { createPrefetch } from '../../src/prefetch/prefetch.ts';
import type { PrefetchAnswer, SourceResult } from '../../src/prefetch/types.ts';
import type { PackIndex } from '../../src/search/pack-index.ts';
import { createSources } from '../../src/sources/create-sources.ts';
import type { SourceItem } from '../../src/sources/source.ts';
import { prefetchRequest } from '../fixtures/ask.ts';
import { createBagEmbedder } from '../fixtures/embedders.ts';
import { indexFixture } from '../fixtures/packs.ts';

const VOLATILE = { prefetch_time_ms: 1, cache_hit: false, warnings: [], request_id: 'r' };
const whole = prefetchAnswer.strict();

let index: PackIndex;
let json: AnswerJson;

beforeAll(async () => {
  index = await indexFixture('small');
  json = new AnswerJson({ index, labelFact });
});

async function write(options: { locale: 'ko' | 'en'; isExplained: boolean; seed: number }): Promise<string> {
  const prefetch = createPrefetch({
    sources: createSources(index),
    embedder: createBagEmbedder().embedder,
    headings: new Map(),
    isDisabled: false,
    events: SILENT,
    clock: SYSTEM_CLOCK,
  });
  const { facts } = deriveFacts(randomChart(options.seed));
  const request = prefetchRequest(index, { facts, locale: options.locale });
  const answer = await prefetch(request, { signal: new AbortController().signal });
  json.clear();
  writeStableAnswer(json, { answer, pack: index.pack, model: 'a "model"', labelFact, ...options });
  return `${new TextDecoder().decode(json.view())}}`;
}

describe('writeStableAnswer', () => {
  test('writes JSON in the form that the document promises, for any chart', async () => {
    for (let seed = 0; seed < 20; seed++)
      for (const locale of ['ko', 'en'] as const)
        for (const isExplained of [false, true]) {
          const text = await write({ locale, isExplained, seed });
          const parsed = { ...JSON.parse(text), ...VOLATILE };
          expect(whole.safeParse(parsed).error?.issues ?? []).toEqual([]);
        }
  });

  test('writes its two halves as one object, without a member twice', async () => {
    const text = await write({ locale: 'ko', isExplained: true, seed: 3 });
    expect(JSON.stringify(JSON.parse(text))).toBe(text);
  });

  test('gives the same content the same context_id, and another chart another one', async () => {
    const ids = await Promise.all(
      [1, 1, 2].map(async (seed) => JSON.parse(await write({ locale: 'en', isExplained: false, seed })).context_id),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });

  test('writes items that stand in no pack, with and without what an item may lack', () => {
    const bare: SourceItem = { id: 'x/1', text: 'Say "so".', score: 0.5, tokens: 4 };
    const full: SourceItem = { ...bare, id: 'x/2', name: 'A \\ name', group: 'jung', facts: ['saju.season=winter'] };
    const result: SourceResult = {
      status: 'ok',
      reason: undefined,
      startMs: 0,
      tookMs: 0,
      items: [bare, full],
      rules: [full],
      edges: [],
    };
    const names = ['graph', 'corpus', 'persona', 'domain', 'cross'];
    const answer: PrefetchAnswer = {
      sources: new Map(names.map((name) => [name, result])),
      context: packContext([{ source: 'graph', heading: 'Graph', result }], 500),
      isDegraded: false,
      warnings: [],
      stages: [],
    };
    json.clear();
    writeStableAnswer(json, { answer, pack: index.pack, model: 'm', locale: 'en', isExplained: true, labelFact });
    const parsed = JSON.parse(`${new TextDecoder().decode(json.view())}}`);
    expect(whole.safeParse({ ...parsed, ...VOLATILE }).error?.issues ?? []).toEqual([]);
    expect(parsed.corpus_quotes[0]).toEqual({
      text_ko: 'Say "so".',
      text_en: 'Say "so".',
      source: '',
      concept: '',
      score: 0.5,
    });
    expect(parsed.sources.cross.items[1].facts).toEqual(['saju.season=winter']);
    expect(parsed.context).toContain('**A \\ name**: Say "so". [');
    expect(parsed.cross_analysis).toContain(labelFact('saju.season=winter', 'en'));
  });
});
