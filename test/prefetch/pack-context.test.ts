// Packing: the text never takes more tokens than it says, never more than its budget, and every source has a word.
import { beforeAll, describe, expect, test } from 'bun:test';
import { deriveFacts } from '../../src/destiny/facts.ts';
import { randomChart } from '../../src/destiny/random-chart.ts';
import type { Locale } from '../../src/kernel/locale.ts';
import {
  type ContextSection,
  type ContextSink,
  citationsOf,
  lineForm,
  packContext,
  writeContext,
} from '../../src/prefetch/pack-context.ts';
import { emptyResult, type PackedContext } from '../../src/prefetch/types.ts';
import type { PackIndex } from '../../src/search/pack-index.ts';
import { createSources } from '../../src/sources/create-sources.ts';
import type { SourceItem } from '../../src/sources/source.ts';
import { loadTokenCounter } from '../../src/text/count-tokens.ts';
import { question, sourceRequest } from '../fixtures/ask.ts';
import { indexFixture } from '../fixtures/packs.ts';

let index: PackIndex;
let countTokens: (text: string) => number;

beforeAll(async () => {
  [index, countTokens] = await Promise.all([indexFixture('small'), loadTokenCounter()]);
});

function section(source: string, items: readonly SourceItem[], rules: readonly SourceItem[] = []): ContextSection {
  return { source, heading: source, result: { ...emptyResult('ok', undefined), items, rules } };
}

function item(id: string, options: Partial<SourceItem> = {}): SourceItem {
  return { id, text: `Text of ${id}.`, score: 1, tokens: 20, ...options };
}

function contextText(packed: PackedContext, locale: Locale): string {
  let text = '';
  const write = (piece: string): void => {
    text += piece;
  };
  const sink: ContextSink = {
    write,
    writeLine(item, number) {
      const { head, tail } = lineForm(item, locale);
      write(`${head}${item.text}${tail}${number}]`);
    },
  };
  writeContext(packed, sink);
  return text;
}

async function sectionsOf(seed: number, locale: Locale): Promise<ContextSection[]> {
  const { facts } = deriveFacts(randomChart(seed));
  const request = sourceRequest(index, { facts, locale, theme: 'love', question: question('river bridge 다툼 이별') });
  const sources = [...createSources(index).values()];
  return Promise.all(
    sources.map(async (source) => {
      const { items, rules = [] } = await source.retrieve(request);
      return {
        ...section(source.name, items, rules),
        heading: index.pack.sources.get(source.name)?.title[locale] ?? '',
      };
    }),
  );
}

describe('the token budget', () => {
  test('holds in real o200k_base tokens for random charts in both languages', async () => {
    for (let seed = 0; seed < 20; seed++)
      for (const locale of ['ko', 'en'] as const) {
        const sections = await sectionsOf(seed, locale);
        for (const tokenBudget of [100, 250, 600, 3000]) {
          const packed = packContext(sections, tokenBudget);
          expect(countTokens(contextText(packed, locale))).toBeLessThanOrEqual(packed.tokens);
          expect(packed.tokens).toBeLessThanOrEqual(tokenBudget);
        }
      }
  });

  test('gives every source a word where the budget has room for one item each', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const sections = await sectionsOf(seed, 'ko');
      const text = contextText(packContext(sections, 600), 'ko');
      for (const { heading, result } of sections)
        if (result.items.length + result.rules.length > 0) expect(text).toContain(`## ${heading}`);
    }
  });

  test('lets no source take all: they take turns', () => {
    const many = Array.from({ length: 30 }, (_, place) => item(`many/${place}`));
    const citations = citationsOf(packContext([section('many', many), section('few', [item('few/0')])], 150));
    expect(citations.has('few/0')).toBe(true);
    expect(citations.has('many/0')).toBe(true);
    expect(citations.size).toBeLessThan(6);
  });

  test('passes over an item that is too long and takes the next one', () => {
    const packed = packContext([section('a', [item('a/long', { tokens: 900 }), item('a/short')])], 100);
    expect([...citationsOf(packed).keys()]).toEqual(['a/short']);
  });

  test('gives an empty text where nothing fits or nothing was found', () => {
    for (const sections of [[], [section('a', [])], [section('a', [item('a/long', { tokens: 900 })])]])
      expect(packContext(sections, 100)).toEqual({ blocks: [], tokens: 0 });
    expect(contextText({ blocks: [], tokens: 0 }, 'en')).toBe('');
  });
});

describe('the text', () => {
  test('is Markdown with headings, names, quotations and numbers in reading order', () => {
    const author = { ko: '강가의 사람', en: 'Riverside Writer' };
    const citation = { author, work: { ko: '강의 책', en: 'Book of the River' }, section: 'one', passage: 'river/1' };
    const packed = packContext(
      [
        section('graph', [item('g/1', { name: 'Growth', text: 'It grows.' })], [item('r/1', { text: 'Wait.' })]),
        section('empty', []),
        section('corpus', [item('c/1', { text: 'Same water.', citation })]),
      ],
      3000,
    );
    expect(contextText(packed, 'en')).toBe(`## graph
- Wait. [1]
- **Growth**: It grows. [2]

## corpus
- “Same water.” (Riverside Writer, Book of the River) [3]`);
    expect([...citationsOf(packed)]).toEqual([
      ['r/1', 1],
      ['g/1', 2],
      ['c/1', 3],
    ]);
  });

  test('hears the voices in turn, so that a small budget has both', () => {
    const voices = ['jung', 'jung', 'stoic', 'stoic'].map((group, place) => item(`p/${place}`, { group }));
    const packed = packContext([section('persona', voices)], 90);
    expect([...citationsOf(packed).keys()]).toEqual(['p/0', 'p/2']);
  });
});
