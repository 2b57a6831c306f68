// The whole journey on the real model and the bundled pack: unseen charts in all spellings, questions in both languages,
// and what must hold for every answer.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import path from 'node:path';
import { readConfig } from '../../src/config.ts';
import { deriveFacts } from '../../src/destiny/facts.ts';
import { randomChart } from '../../src/destiny/random-chart.ts';
import type { FactSet } from '../../src/kernel/facts.ts';
import { createSeededRandom } from '../../src/kernel/seeded-random.ts';
import { openService, type Service } from '../../src/service.ts';
import { respell } from '../destiny/respell.ts';

const ROOT = path.join(import.meta.dir, '../..');
const CHARTS = 120;
const FIRST_SEED = 7_000_000;
const THEMES = [
  'love',
  'career',
  'wealth',
  'health',
  'family',
  'today',
  'month',
  'year',
  'life',
  'chat',
  'focus_love',
  'life_path',
];
const QUESTIONS = [
  undefined,
  '요즘 잠이 잘 안 와요. 어떻게 쉬어야 할까요?',
  undefined,
  'How can I talk to my mother without a quarrel?',
  '이직을 고민 중인데 timing이 언제가 좋을까요?',
];
const SOURCES = ['graph', 'corpus', 'persona', 'domain', 'cross'];
const HANGUL = /\p{Script=Hangul}/u;
const LATIN_WORD = /[A-Za-z]{2,}/;

type Item = { id: string; text: string; score: number; facts?: string[]; citation?: unknown };
type Answer = {
  graph_nodes: string[];
  graph_context: string;
  graph_rules: string[];
  corpus_quotes: { text_ko: string; text_en: string }[];
  persona_context: { jung: string[]; stoic: string[] };
  domain_knowledge: unknown[];
  cross_analysis: string;
  context: string;
  context_tokens: number;
  context_id: string;
  degraded: boolean;
  cache_hit: boolean;
  warnings: string[];
  sources: Record<string, { status: string; reason?: string; items: Item[] }>;
};

let service: Service;

beforeAll(async () => {
  const config = readConfig({ RAG_EXECUTOR_WORKERS: '2', RAG_LOG_LEVEL: 'silent' }, { cores: 2, memoryBytes: 2 ** 33 });
  service = await openService(config, { root: ROOT, version: 'test' });
  await service.ready();
  await service.vectors;
}, 600_000);
afterAll(() => service[Symbol.asyncDispose]());

async function prefetch(body: object): Promise<Answer> {
  const response = await service.fetch(
    new Request('http://localhost/v1/prefetch', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ deadline_ms: 30_000, ...body }),
    }),
  );
  expect(response.status).toBe(200);
  return response.json();
}

/** Everything but what may differ between two answers to the same question. */
function contentOf(answer: Answer): unknown {
  const { prefetch_time_ms, cache_hit, warnings, request_id, ...content } = answer as Answer & Record<string, unknown>;
  const sources = Object.entries(answer.sources).map(([name, source]) => [name, { ...source, took_ms: 0 }]);
  return { ...content, sources };
}

describe('a prefetch of a chart that nobody has seen', () => {
  test('gives five non-empty parts that are true for the chart, in the language that was asked for', async () => {
    for (let place = 0; place < CHARTS; place++) {
      const chart = randomChart(FIRST_SEED + place);
      const locale = place % 2 === 0 ? 'ko' : 'en';
      const question = QUESTIONS[place % QUESTIONS.length];
      const answer = await prefetch({ ...chart, locale, theme: THEMES[place % THEMES.length], question });
      expect(Object.keys(answer.sources).sort()).toEqual([...SOURCES].sort());
      expect(answer.degraded).toBe(false);
      expectFilled(answer);
      expectTrue(answer, deriveFacts(chart).facts);
      expectLanguage(answer, locale);
      expect(answer.context_tokens).toBeLessThanOrEqual(3000);
    }
  }, 300_000);

  test('is the same, byte for byte, in another spelling', async () => {
    for (let seed = 0; seed < 30; seed++) {
      const chart = randomChart(FIRST_SEED + 500 + seed);
      const other = respell(chart, createSeededRandom(seed));
      const [one, two] = await Promise.all(
        [chart, other].map((body) => prefetch({ ...body, theme: 'life', cache: 'bypass' })),
      );
      expect(contentOf(two as Answer)).toEqual(contentOf(one as Answer));
    }
  });

  test('changes when a planet stands in another house', async () => {
    const chart = randomChart(FIRST_SEED + 900);
    const moved = structuredClone(chart) as { astro: Record<string, unknown> };
    moved.astro = { ...moved.astro, mars: { sign: 'aries', house: 7 }, planets: null };
    const elsewhere = structuredClone(moved);
    elsewhere.astro = { ...elsewhere.astro, mars: { sign: 'aries', house: 1 } };
    const [one, two] = [await prefetch(moved), await prefetch(elsewhere)];
    expect(two.context_id).not.toBe(one.context_id);
  });

  test('gives visibly different answers under different themes', async () => {
    const chart = randomChart(FIRST_SEED + 901);
    const ids = new Set<string>();
    for (const theme of THEMES.slice(0, 10)) ids.add((await prefetch({ ...chart, theme })).context_id);
    expect(ids.size).toBe(10);
  });
});

describe('a prefetch of half a chart', () => {
  test('answers with what is there and never fails', async () => {
    const bodies = [
      { saju: { dayMaster: '갑목' } },
      { saju: { dayMaster: { heavenlyStem: { name: '丙', element: '화' } } } },
      { astro: { sun: '양자리', moon: { longitude: 100 } } },
      { question: '외로울 때는 어떻게 하나요?' },
      { saju: {}, astro: { planets: [] }, question: 'What should I do today?' },
      { saju: { dayPillar: { heavenlyStem: '없는글자', earthlyBranch: '자' } } },
      { facts: { saju: { day_master: 'gap' } } },
    ];
    for (const body of bodies) {
      const answer = await prefetch(body);
      expect(Object.keys(answer.sources)).toHaveLength(5);
      for (const source of Object.values(answer.sources)) expect(['ok', 'empty']).toContain(source.status);
    }
  });
});

describe('the result cache', () => {
  test('answers a repeated request with the same bytes, and a bypassed one anew', async () => {
    const body = { ...randomChart(FIRST_SEED + 950), theme: 'year' };
    const [first, second, third] = [
      await prefetch(body),
      await prefetch(body),
      await prefetch({ ...body, cache: 'bypass' }),
    ];
    expect([first.cache_hit, second.cache_hit, third.cache_hit]).toEqual([false, true, false]);
    expect(contentOf(second)).toEqual(contentOf(first));
    expect(contentOf(third)).toEqual(contentOf(first));
  });
});

describe('a question', () => {
  test('finds the passage that it was made from, in both languages', async () => {
    const items = service.index.pack.parts.get('domain')?.items ?? [];
    let found = 0;
    const picked = items.filter((_, place) => place % 12 === 0);
    for (const [place, item] of picked.entries()) {
      const locale = place % 2 === 0 ? 'ko' : 'en';
      const [sentence = ''] = item.text[locale].split(/(?<=[.?!])\s/);
      const theme = item.group ?? 'life';
      const answer = await prefetch({ question: sentence, theme, locale, sources: ['domain'] });
      if (answer.sources.domain?.items.some(({ id }) => id === item.id)) found += 1;
    }
    expect(found / picked.length).toBeGreaterThanOrEqual(0.9);
  }, 120_000);
});

function expectFilled(answer: Answer): void {
  for (const name of SOURCES) {
    expect(answer.sources[name]?.status).toBe('ok');
    expect(answer.sources[name]?.items.length).toBeGreaterThan(0);
  }
  expect(answer.graph_nodes.length).toBeGreaterThan(0);
  expect(answer.graph_nodes.length).toBeLessThanOrEqual(15);
  expect(answer.graph_context.length).toBeLessThanOrEqual(2000);
  expect(answer.graph_rules).toHaveLength(5);
  expect(answer.persona_context.jung).toHaveLength(5);
  expect(answer.persona_context.stoic).toHaveLength(5);
  expect(answer.cross_analysis.match(/^### /gm)?.length).toBeLessThanOrEqual(8);
}

/** Nothing is returned of which a condition does not hold. */
function expectTrue(answer: Answer, facts: FactSet): void {
  const known = new Map(
    [...service.index.pack.parts.values()].flatMap((part) => part.items.map((item) => [item.id, item] as const)),
  );
  for (const { items } of Object.values(answer.sources))
    for (const { id } of items)
      for (const alternatives of known.get(id)?.when ?? [])
        expect([id, alternatives.some((fact) => facts.has(fact))]).toEqual([id, true]);
}

function expectLanguage(answer: Answer, locale: string): void {
  const { corpus_quotes: quotes, ...rest } = answer;
  const prose = [
    rest.graph_nodes,
    rest.graph_context,
    rest.graph_rules,
    rest.persona_context,
    rest.domain_knowledge.map((entry) => (entry as Item).text),
    rest.cross_analysis,
    rest.context,
  ];
  for (const quote of quotes) {
    expect(HANGUL.test(quote.text_ko)).toBe(true);
    expect(HANGUL.test(quote.text_en)).toBe(false);
  }
  const text = prose
    .flat(2)
    .map((part) => (typeof part === 'string' ? part : Object.values(part).flat().join('\n')))
    .join('\n');
  if (locale === 'en') expect(text.match(HANGUL)).toBeNull();
  else expect(text.match(LATIN_WORD)).toBeNull();
}
