// Nothing untrue: whatever the chart, the theme and the question, no source returns an item whose conditions are not met.
import { beforeAll, describe, expect, test } from 'bun:test';
import { deriveFacts } from '../../src/destiny/facts.ts';
import { randomChart } from '../../src/destiny/random-chart.ts';
import { createFactSet, type FactSet } from '../../src/kernel/facts.ts';
import type { PackItem } from '../../src/pack/compiled.ts';
import type { PackIndex } from '../../src/search/pack-index.ts';
import { createSources } from '../../src/sources/create-sources.ts';
import type { SourceItem, SourceRequest } from '../../src/sources/source.ts';
import { question, sourceRequest } from '../fixtures/ask.ts';
import { indexFixture } from '../fixtures/packs.ts';

const CHARTS = 60;
const QUESTIONS = ['이별한 뒤에 어떻게 지내죠', 'Should I take the job offer?', 'river mars fire water'];

let small: PackIndex;
let open: PackIndex;

beforeAll(async () => {
  [small, open] = await Promise.all([indexFixture('small'), indexFixture('open')]);
});

function itemsById(index: PackIndex): Map<string, PackItem> {
  return new Map([...index.pack.parts.values()].flatMap((part) => part.items.map((item) => [item.id, item])));
}

async function askAll(index: PackIndex, request: SourceRequest): Promise<SourceItem[]> {
  const outcomes = await Promise.all([...createSources(index).values()].map((source) => source.retrieve(request)));
  return outcomes.flatMap(({ items, rules = [] }) => [...items, ...rules]);
}

function isTrue({ when }: PackItem, facts: FactSet): boolean {
  return when.every((alternatives) => alternatives.some((fact) => facts.has(fact)));
}

describe('every source', () => {
  test('returns only what is true of random charts, with and without a question', async () => {
    const known = itemsById(small);
    const seen = new Set<string>();
    for (let seed = 0; seed < CHARTS; seed++) {
      const { facts } = deriveFacts(randomChart(seed));
      const asked = seed % 2 === 0 ? undefined : question(QUESTIONS[seed % QUESTIONS.length] ?? '');
      const theme = ['love', 'career', 'life'][seed % 3] ?? 'life';
      for (const found of await askAll(small, sourceRequest(small, { facts, theme, question: asked }))) {
        const item = known.get(found.id);
        expect(item && isTrue(item, facts)).toBe(true);
        expect(found.facts?.every((fact) => facts.has(fact))).toBe(true);
        seen.add(found.id);
      }
    }
    // The property says something only where conditions were met as well.
    expect(seen.size).toBeGreaterThan(25);
  });

  test('returns only what is true of any mixture of an open vocabulary', async () => {
    const known = itemsById(open);
    const all = [...open.pack.factIds.keys()];
    for (let mask = 0; mask < 2 ** all.length; mask++) {
      const facts = createFactSet(all.filter((_, bit) => mask & (1 << bit)));
      for (const asked of [undefined, question('gold phone 환불')])
        for (const found of await askAll(open, sourceRequest(open, { facts, question: asked }))) {
          const item = known.get(found.id);
          expect(item && isTrue(item, facts)).toBe(true);
        }
    }
  });

  test('finds no rule and no conditioned item without facts', async () => {
    const found = await askAll(small, sourceRequest(small, { question: question('Mars fire day master') }));
    const known = itemsById(small);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ id }) => known.get(id)?.when.length === 0)).toBe(true);
  });

  test('gives the same answer for the same request, and scores between 0 and 1, each item once', async () => {
    const { facts } = deriveFacts(randomChart(7));
    for (const asked of [undefined, question(QUESTIONS[0] ?? '')]) {
      const one = await askAll(small, sourceRequest(small, { facts, question: asked }));
      expect(await askAll(small, sourceRequest(small, { facts, question: asked }))).toEqual(one);
      expect(new Set(one.map((item) => item.id)).size).toBe(one.length);
      expect(one.every((item) => item.score >= 0 && item.score <= 1)).toBe(true);
    }
  });
});
